using Pipeline.Jobs;

namespace Pipeline.Tests.Simulation;

/// <summary>MessageRun: the jobs of a lease, in the way of their kind, each with an outcome or given back.</summary>
internal sealed class SimJobsRun(SimWorld world, SimProcess process, SimLease lease)
{
    private const int TransactionSize = 3;

    /// <summary>The database was away; it is to be run again with what is left.</summary>
    public bool IsAway { get; private set; }

    private bool _fenced;

    public IEnumerable<TimeSpan> Run()
    {
        var expired = lease.Jobs.Where(j => j.Expired).Select(j => new SimOutcome(j.Job, j.Attempt, SimStatus.Expired)).ToList();
        if (expired.Count > 0 && !Write(expired, ends: false)) yield break;
        yield return TimeSpan.Zero;
        var jobs = lease.Jobs.Where(j => !j.Expired).ToList();
        // The message's budget may be over before the last one starts.
        var started = world.IsUnlucky(30) && jobs.Count > 0 ? jobs[..1] : jobs;
        var waits = jobs.Count > 0 && jobs[0].Job.Kind.Definition.Mode == JobMode.Io;
        foreach (var some in started.Chunk(waits ? 1 : TransactionSize))
        {
            var ends = !waits && some[^1] == jobs[^1];
            // A transaction that fails as a whole runs again, each of its jobs alone and uncounted.
            foreach (var together in world.IsUnlucky(20) ? some.Chunk(1) : [some])
            {
                foreach (var pause in waits ? Waiting(together[0]) : Together(together, ends && together[^1] == some[^1])) yield return pause;
                if (IsAway || _fenced || process.IsDead) yield break;
            }
        }
        if (started.Count < jobs.Count) IsAway = !world.Ask(() => world.Database.Release(lease), out _);
        else if (waits || jobs.Count == 0) IsAway = !world.Ask(() => world.Database.EndLease(lease), out _);
    }

    // DatabaseRun.TogetherAsync
    private IEnumerable<TimeSpan> Together((SimJob Job, int Attempt, bool Expired)[] jobs, bool ends)
    {
        var transaction = process.Begin();
        if (!Fence(transaction)) yield break;
        var outcomes = new List<SimOutcome>();
        foreach (var (job, attempt, _) in jobs)
        {
            yield return world.Work(2_000);
            if (Crashes(job)) yield break;
            outcomes.Add(Outcome(job, attempt));
        }
        // The server may have ended its session meanwhile.
        if (transaction.IsOpen) Write(outcomes, ends);
        else IsAway = true;
        transaction.End();
    }

    // IoRun: the transaction is opened only to write.
    private IEnumerable<TimeSpan> Waiting((SimJob Job, int Attempt, bool Expired) job)
    {
        yield return world.Work(5_000);
        if (Crashes(job.Job)) yield break;
        var outcome = Outcome(job.Job, job.Attempt);
        if (outcome.Failed)
        {
            // OutcomeRecorder: in a transaction of its own, which nothing has fenced before.
            Write([outcome], ends: false);
            yield break;
        }
        var transaction = process.Begin();
        if (!Fence(transaction)) yield break;
        yield return TimeSpan.Zero;
        if (transaction.IsOpen) Write([outcome], ends: false);
        else IsAway = true;
        transaction.End();
    }

    private bool Fence(SimTransaction transaction)
    {
        IsAway = !world.Ask(() => world.Database.Fence(transaction, lease), out var held);
        _fenced = !IsAway && !held;
        // Without an answer the session is broken, and its lock with it.
        if (IsAway || _fenced) transaction.End();
        return !IsAway && !_fenced;
    }

    private bool Write(IReadOnlyList<SimOutcome> outcomes, bool ends)
    {
        IsAway = !world.Ask(() => world.Database.Complete(lease, outcomes, ends), out var written);
        _fenced = !IsAway && !written;
        return !IsAway && written;
    }

    private bool Crashes(SimJob job)
    {
        world.Oracle.Started(job);
        if (job.Kind.Crashes) world.Kill(process);
        return job.Kind.Crashes;
    }

    // JobExecutor
    private SimOutcome Outcome(SimJob job, int attempt)
    {
        var definition = job.Kind.Definition;
        if (job.Kind.Failure(attempt + 1) is not { } cause) return new(job, attempt, SimStatus.Succeeded);
        return definition.IsDeadAfter(attempt + 1, cause) ? new(job, attempt, SimStatus.Dead, Failed: true)
            : new(job, attempt, SimStatus.Queued, Failed: true, definition.Backoff.After(attempt + 1, world.Dice.NextDouble()));
    }
}
