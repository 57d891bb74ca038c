using Microsoft.AspNetCore.Mvc;
using Pipeline.Telemetry;

namespace Pipeline.Functions.Http;

public sealed class Health(PipelineHealth health, AccessKey access)
{
    /// <summary>
    /// <c>GET /api/health</c>: the process lives. It asks nobody else: the platform recycles every instance whose probe fails, and an outage of the
    /// broker is no reason for that.
    /// </summary>
    [Function("Health")]
    public IActionResult Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request) => new OkObjectResult(new { Status = "alive" });

    /// <summary><c>GET /api/health/details</c>: broker, database and blobs with their latency; 503 where one of them does not answer.</summary>
    [Function("HealthDetails")]
    public async Task<IActionResult> DetailsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "health/details")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        var servers = await health.CheckAsync(cancellationToken);
        var healthy = servers.Values.All(s => s.Healthy);
        return new ObjectResult(new { Status = healthy ? "healthy" : "unhealthy", Servers = servers })
        {
            StatusCode = healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
        };
    }
}
