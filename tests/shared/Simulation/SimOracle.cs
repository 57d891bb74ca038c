namespace Pipeline.Tests.Simulation;

/// <summary>Knows the invariants, and throws where one is broken.</summary>
internal sealed class SimOracle(SimWorld world)
{
    private readonly Dictionary<(SimJob, int), int> _starts = [];
    private int _again;

    public void Started(SimJob job) => _starts[(job, job.Generation)] = _starts.GetValueOrDefault((job, job.Generation)) + 1;

    public void PublishedAgain(int messages) => _again += messages;

    /// <summary>I4.</summary>
    public void Published(SimRow row) => Check(row.WasConfirmed, $"{row} counts as sent, and the broker has not confirmed it");

    /// <summary>I6: two lone runs were cut off, whoever did it.</summary>
    public void Killed(SimJob job) => Check(job.LoneDeaths >= 2, $"{job} is to be dead for {job.LoneDeaths} lone runs that were cut off");

    /// <summary>I1, at any time: a job without outcome is named by exactly one row, which is its message.</summary>
    public void CheckNames()
    {
        foreach (var job in world.Database.Jobs)
        {
            var rows = world.Database.Rows.Count(r => r == job.Message && r.Jobs.Contains(job));
            if (job.Status == SimStatus.Queued) Check(rows == 1, $"{job} is named by {rows} rows");
        }
    }

    /// <summary>At the end; of a calm world more is expected.</summary>
    public void CheckEnd()
    {
        Check(world.Database.Rows.Count == 0, $"left in the outbox: {string.Join(", ", world.Database.Rows)}");
        foreach (var job in world.Database.Jobs)
        {
            CheckEnd(job);
            // The last generation's; every other one has ended as dead.
            foreach (var (ends, effects) in job.Generations)
                Check(ends == 1, $"{job} has ended {ends} times in a generation (I1)");
            Check(job.Generations[..^1].All(g => g.Effects == 0) && job.Generations[^1].Effects == (job.Status == SimStatus.Succeeded ? 1 : 0), $"{job} has wrong effects (I2)");
        }
        CheckRate();
        if (!world.IsCalm) return;
        Check(_again == 0, $"{_again} messages were published again, and none was lost");
        foreach (var ((job, generation), starts) in _starts.Where(s => s.Key.Item1.Kind.Definition.ExpiresAfter is null))
            Check(starts == job.Kind.Failures + (job.Kind.End == SimStatus.Succeeded ? 1 : 0), $"{job} was started {starts} times in generation {generation}");
    }

    private static void Check(bool holds, string what)
    {
        if (!holds) throw new SimulationException(what);
    }

    private static void CheckEnd(SimJob job)
    {
        var killed = job is { Status: SimStatus.Dead, Interruptions: > 0, LoneDeaths: >= 2 };
        var expired = job.Status == SimStatus.Expired && job.Kind.Definition.ExpiresAfter is not null && job.Generation == 0;
        Check(job.Status == job.Kind.End || killed || expired, $"{job} should be {job.Kind.End}");
        // An interruption is no attempt, whoever's it was (I6).
        Check(job.Attempt <= job.Kind.Failures, $"{job} has paid more than its own {job.Kind.Failures} failures");
    }

    // In no stretch of time more than the limit and what an idle type may make up for.
    private void CheckRate()
    {
        var (limit, let) = (SimRateLimits.Limit, world.Database.Limits.LetThrough);
        for (var from = 0; from < let.Count; from++)
        {
            var jobs = 0;
            for (var to = from; to < let.Count; to++)
            {
                jobs += let[to].Jobs;
                var most = limit.LargestMessage + Math.Max(limit.LargestMessage, limit.PerSecond * 0.1) + limit.PerSecond * (let[to].At - let[from].At).TotalSeconds;
                Check(jobs <= most + 1e-6, $"{jobs} limited jobs were let through from {let[from].At:mm:ss.fff} to {let[to].At:mm:ss.fff}");
            }
        }
    }
}
