using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;
using Pipeline.Health;
using Pipeline.Running;

namespace Pipeline.Functions.Http.Operations;

public sealed class Health(PipelineHealth health, AbandonedJobs abandoned, AccessKey access)
{
    /// <summary>
    /// <c>GET /api/health</c>: the process lives, and is not full of handlers that were abandoned. It asks nobody else: the platform recycles every
    /// instance whose probe fails, and an outage of the broker is no reason for that.
    /// </summary>
    [Function("Health")]
    public IActionResult Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request)
    {
        AnswerHeaders.Set(request.HttpContext.Response);
        return abandoned.IsHealthy ? new OkObjectResult(new { Status = "alive" })
            : Problem.Of(StatusCodes.Status503ServiceUnavailable, "To be recycled", $"{abandoned.Current} handlers go on past their time limits.");
    }

    /// <summary><c>GET /api/health/details</c>: broker, database and blobs with their latency, and the lanes; 503 where one does not answer (unhealthy),
    /// or a lane has no consumer while it holds messages or others have one (degraded).</summary>
    [Function("HealthDetails")]
    public async Task<IActionResult> DetailsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "health/details")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        var servers = await health.CheckAsync(cancellationToken);
        var lanes = await health.LanesAsync(cancellationToken);
        var answers = servers.Values.All(s => s.Healthy);
        var healthy = answers && lanes.Values.All(l => l.Healthy);
        return new ObjectResult(new
        {
            Status = healthy ? "healthy" : answers ? "degraded" : "unhealthy",
            Servers = servers,
            Lanes = lanes.ToDictionary(l => l.Key, l => new { l.Value.Messages, l.Value.Consumers, l.Value.Healthy }),
        })
        {
            StatusCode = healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
        };
    }
}
