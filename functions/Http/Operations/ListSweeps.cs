using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;
using Pipeline.Recovery;

namespace Pipeline.Functions.Http.Operations;

public sealed class ListSweeps(SweepLog sweeps, AccessKey access)
{
    /// <summary><c>GET /api/sweeps</c>: when each sweep ran last, and what it did.</summary>
    [Function(nameof(ListSweeps))]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "sweeps")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        var all = await sweeps.ListAsync(cancellationToken);
        return new OkObjectResult(new
        {
            Sweeps = all.Select(s => new { s.Name, s.LastAt, Seconds = Math.Round(s.Elapsed.TotalSeconds, 3), s.Count, s.Error, s.Runs, s.Total, s.ActedAt, s.ActedCount }),
        });
    }
}
