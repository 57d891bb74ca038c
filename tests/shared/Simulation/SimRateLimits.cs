using Pipeline.Jobs;

namespace Pipeline.Tests.Simulation;

/// <summary>The one row of <c>pipeline.rate_limit</c> that the simulation needs, and what was let through, for the oracle.</summary>
internal sealed class SimRateLimits(SimWorld world)
{
    private DateTime _nextAt;

    public static RateLimit Limit { get; } = SimKind.All.Single(k => k.Definition.RateLimit is not null).Definition.RateLimit!;

    public List<(DateTime At, int Jobs)> LetThrough { get; } = [];

    // RateLimitTable.TakeSql: in their order, as many as the credit goes.
    public List<SimRow> Let(IEnumerable<SimRow> waiting)
    {
        var (credit, jobs) = Limit.Allow((world.Now - _nextAt).TotalSeconds);
        var rows = new List<SimRow>();
        foreach (var row in waiting)
        {
            if (rows.Sum(r => r.Jobs.Count) + row.Jobs.Count > jobs) break;
            rows.Add(row);
        }
        if (jobs < 1) return rows;
        var taken = rows.Sum(r => r.Jobs.Count);
        _nextAt = world.Now - TimeSpan.FromSeconds(credit - taken / Limit.PerSecond);
        if (taken > 0) LetThrough.Add((world.Now, taken));
        return rows;
    }
}
