using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;
using Pipeline.Health;

namespace Pipeline.Functions.Http.Operations;

public sealed class ListLanes(PipelineHealth health, LaneRates rates, AccessKey access)
{
    /// <summary><c>GET /api/lanes</c>: the queues with what waits in each, who takes it and how fast.</summary>
    [Function(nameof(ListLanes))]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "lanes")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        var perSecond = await rates.ReadAsync(cancellationToken);
        var lanes = await health.LanesAsync(cancellationToken);
        return new OkObjectResult(new
        {
            Reachable = lanes.Count > 0,
            Lanes = lanes.Select(l => new
            {
                Queue = l.Key,
                Kind = l.Value.Kind.ToString().ToLowerInvariant(),
                l.Value.Messages,
                l.Value.Consumers,
                l.Value.Healthy,
                JobsPerSecond = l.Value.Kind is LaneKind.Jobs or LaneKind.Urgent ? perSecond.GetValueOrDefault(l.Key) : (double?)null,
            }),
        });
    }
}
