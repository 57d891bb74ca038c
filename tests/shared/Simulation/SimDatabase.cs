namespace Pipeline.Tests.Simulation;

/// <summary>
/// PostgreSQL, as far as jobs and outbox need it. Each method is one statement of the product, or one transaction that nobody can come between; the name of
/// the statement stands beside it. Only the clock of the world is looked at.
/// </summary>
internal sealed class SimDatabase(SimWorld world)
{
    private static readonly PipelineOptions Options = SimSettings.Options;

    private readonly Dictionary<SimProcess, SimWorkerRow> _workers = [];
    private int _rows;

    public List<SimJob> Jobs { get; } = [];

    public List<SimRow> Rows { get; } = [];

    public SimRateLimits Limits { get; } = new(world);

    public bool IsDown { get; set; }

    private DateTime Now => world.Now;

    // The caller's transaction: jobs and the rows that name them.
    public void Enqueue(IReadOnlyList<SimJob> jobs, TimeSpan delay)
    {
        Jobs.AddRange(jobs);
        Add(new(_rows++, jobs) { DueAt = Now + delay, ExpiresAt = jobs[0].ExpiresAt });
    }

    // OutboxTable.TakeSql
    public List<SimRow> Take(SimProcess relay) => Mark(Due(limited: false).Take(Options.RelayChunk), relay);

    // RateLimitTable: LockSql to NextSql, one transaction under the type's lock
    public List<SimRow> TakeLimited(SimProcess relay)
    {
        var waiting = Due(limited: true).ToList();
        return waiting.Count == 0 ? waiting : Mark(Limits.Let(waiting.Take(Options.RelayChunk)), relay);
    }

    // OutboxTable.PublishedSql
    public bool Published(SimProcess relay, IEnumerable<(SimRow Row, int Lane)> rows)
    {
        foreach (var (row, lane) in rows.Where(r => r.Row.TakenBy == relay && r.Row.PublishedAt is null && !r.Row.IsGone))
        {
            world.Oracle.Published(row);
            (row.PublishedAt, row.Lane, row.TakenBy, row.TakenUntil) = (Now, lane, null, null);
        }
        return true;
    }

    // OutboxTable.GiveBackSql
    public bool GiveBack(SimProcess relay, IEnumerable<SimRow> rows)
    {
        foreach (var row in rows.Where(r => r.TakenBy == relay && r.PublishedAt is null))
            (row.TakenBy, row.TakenUntil) = (null, null);
        return true;
    }

    // LeaseTable.ClaimSql and JobsSql
    public SimLease? Claim(SimRow row, object token, SimProcess owner, bool alone)
    {
        if (row.IsGone || (row.Token is not null && row.Token != token)) return null;
        (row.Token, row.Owner, row.Alone, row.PublishedAt) = (token, owner, alone, row.PublishedAt ?? Now);
        return Lease(row, token, row.PublishedAt.Value);
    }

    // LeaseTable.RefreshAsync
    public SimLease? Refresh(SimLease lease) => Holds(lease) ? Lease(lease.Row, lease.Token, lease.PublishedAt) : null;

    // JobSession.FenceSql
    public bool Fence(SimTransaction transaction, SimLease lease)
    {
        if (!Holds(lease)) return false;
        lease.Row.Locks.Add(transaction);
        return true;
    }

    // Completion.WriteAsync and the commit
    public bool Complete(SimLease lease, IReadOnlyList<SimOutcome> outcomes, bool ends)
    {
        if (!Holds(lease) || outcomes.Any(o => o.Job.Status != SimStatus.Queued || o.Job.Message != lease.Row || o.Job.Attempt != o.WasAttempt)) return false;
        foreach (var outcome in outcomes)
        {
            if (outcome.Failed) outcome.Job.Attempt++;
            if (outcome.Status == SimStatus.Queued) ComeBack(outcome);
            else End(outcome.Job, outcome.Status);
        }
        return !ends || EndLease(lease);
    }

    // LeaseTable.DeleteSql
    public bool EndLease(SimLease lease)
    {
        if (Holds(lease)) Delete(lease.Row);
        return true;
    }

    // LeaseTable.ReleaseSql
    public bool Release(SimLease lease)
    {
        if (!Holds(lease)) return true;
        Free(lease.Row);
        lease.Row.DueAt = Now;
        return true;
    }

    // LeaseTable.PutBackSql
    public bool PutBack(SimRow row, TimeSpan delay)
    {
        if (!row.IsGone && row.Token is null) (row.PublishedAt, row.DueAt) = (null, Now + delay);
        return true;
    }

    // WorkerTable.BeatSql
    public bool Beat(SimProcess process)
    {
        var (claimed, running) = process.Lanes.Read();
        _workers[process] = new(Now, false, claimed, running);
        process.HasLeft = false;
        return true;
    }

    // WorkerTable.GoneSql
    public bool Leave(SimProcess process)
    {
        if (_workers.TryGetValue(process, out var worker)) _workers[process] = worker with { Released = true };
        process.HasLeft = true;
        return true;
    }

    // WorkerTable.ReleaseSql, or ReturnSql with tokens
    public bool LetGo(SimProcess process, IReadOnlyCollection<object>? tokens)
    {
        foreach (var row in Rows.Where(r => r.Owner == process && !r.IsLocked && tokens?.Contains(r.Token!) is not false).ToList())
            Free(row);
        return true;
    }

    // WorkerRecovery: SessionsSql, StaleSql, KillersSql and SplitSql, one transaction under the rows' locks
    public int RecoverWorkers()
    {
        foreach (var (process, worker) in _workers.Where(w => !w.Value.Released && IsStale(w.Value)))
            process.CutSessions();
        var stale = Rows.Where(r => r.Owner is { } owner && !r.IsLocked && (!_workers.TryGetValue(owner, out var w) || w.Released || IsStale(w))).ToList();
        foreach (var row in stale)
            Recover(row, counted: row.Lone && row.Alone && _workers.TryGetValue(row.Owner!, out var w) && !w.Released);
        return stale.Count;
    }

    // MessageRecovery.AnySql
    public DateTime? AnyOld() => Rows.Any(r => r.Token is null && r.PublishedAt < Now - Options.LostAfter) ? Now : null;

    // MessageRecovery.WorkersSql
    public List<SimWorkerRow> LivingWorkers() => [.. _workers.Values.Where(w => !w.Released && !IsStale(w))];

    // MessageRecovery.AgainSql
    public int PublishAgain(int lane, DateTime cutoff)
    {
        var lost = Rows.Where(r => r.Token is null && r.Lane == lane && r.PublishedAt < cutoff - Options.LostAfter * Math.Pow(2, r.Republished)).ToList();
        foreach (var row in lost)
            (row.PublishedAt, row.TakenBy, row.TakenUntil, row.Republished) = (null, null, null, Math.Min(row.Republished + 1, 12));
        return lost.Count;
    }

    // ExpiryRecovery.Sql
    public bool Expire()
    {
        foreach (var row in Rows.Where(r => r.ExpiresAt < Now && r.Token is null && !r.IsLocked).ToList())
        {
            foreach (var job in Open(row).ToList()) End(job, SimStatus.Expired);
            Delete(row);
        }
        return true;
    }

    // JobReplay.AgainSql
    public bool Replay(SimJob job)
    {
        if (job.Status != SimStatus.Dead) return true;
        (job.Status, job.Generation, job.Attempt, job.Interruptions, job.LoneDeaths, job.ExpiresAt) = (SimStatus.Queued, job.Generation + 1, 0, 0, 0, null);
        job.Generations.Add((0, 0));
        Add(new(_rows++, [job]) { DueAt = Now });
        return true;
    }

    private static bool Holds(SimLease lease) => !lease.Row.IsGone && lease.Row.Token == lease.Token;

    private static IEnumerable<SimJob> Open(SimRow row) => row.Jobs.Where(j => j.Status == SimStatus.Queued && j.Message == row);

    private bool IsStale(SimWorkerRow worker) => worker.HeartbeatAt <= Now - Options.StaleAfter;

    private IEnumerable<SimRow> Due(bool limited) =>
        Rows.Exists(r => r.PublishedAt is null) ? Rows.Where(r => r.IsLimited == limited && IsDue(r)).OrderBy(r => r.DueAt) : [];

    private bool IsDue(SimRow row) => row.PublishedAt is null && row.DueAt <= Now && (row.TakenUntil is null || row.TakenUntil < Now);

    private List<SimRow> Mark(IEnumerable<SimRow> rows, SimProcess relay)
    {
        var taken = rows.ToList();
        foreach (var row in taken)
            (row.TakenBy, row.TakenUntil) = (relay, Now + Options.RelayLease);
        return taken;
    }

    private SimLease Lease(SimRow row, object token, DateTime publishedAt) =>
        new(row, token, publishedAt, [.. Open(row).Select(j => (j, j.Attempt, j.ExpiresAt <= Now))]);

    private void ComeBack(SimOutcome outcome) => Add(new(_rows++, [outcome.Job]) { DueAt = Now + outcome.Delay });

    private void Recover(SimRow row, bool counted)
    {
        world.Story?.AppendLine($"{Now:mm:ss.fff} {row} has lost its worker{(counted ? " in a lone run" : "")}");
        var open = Open(row).ToList();
        Delete(row);
        foreach (var job in open)
        {
            if (counted && !row.Owner!.IsDead) job.LoneDeaths++;
            if (counted && job.Interruptions >= 1)
            {
                world.Oracle.Killed(job);
                End(job, SimStatus.Dead);
                continue;
            }
            if (counted) job.Interruptions++;
            Add(new(_rows++, [job]) { DueAt = Now, Lone = true });
        }
    }

    private void End(SimJob job, SimStatus status)
    {
        job.Status = status;
        var (ends, effects) = job.Generations[^1];
        job.Generations[^1] = (ends + 1, effects + (status == SimStatus.Succeeded ? 1 : 0));
    }

    private static void Free(SimRow row) => (row.Token, row.Owner, row.PublishedAt, row.TakenBy, row.TakenUntil) = (null, null, null, null, null);

    private void Add(SimRow row)
    {
        foreach (var job in row.Jobs) job.Message = row;
        Rows.Add(row);
    }

    private void Delete(SimRow row)
    {
        row.IsGone = true;
        Rows.Remove(row);
    }
}
