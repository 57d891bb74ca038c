using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;
using Pipeline.Inspection;

namespace Pipeline.Functions.Http.Operations;

public sealed class GetOverview(Overview overview, AccessKey access)
{
    /// <summary><c>GET /api/overview</c>: the pipeline at a glance. Counts are exact up to 10,000.</summary>
    [Function(nameof(GetOverview))]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "overview")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        var now = await overview.ReadAsync(cancellationToken);
        return new OkObjectResult(new
        {
            now.At,
            Jobs = new { now.Queued, now.Waiting, now.Running, now.Dead },
            now.DeadMessages,
            now.OpenFlows,
            Outbox = new { Due = now.DueMessages, OldestAt = now.OldestDueAt, OldestSeconds = now.OldestDueAt is { } oldest ? Math.Round((now.At - oldest).TotalSeconds, 3) : (double?)null },
            now.LastHour,
            now.LastDay,
            now.JobsEstimate,
            now.WorkersAlive,
            now.Workers,
        });
    }
}
