using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;
using Pipeline.Outbox;
using Pipeline.Running;
using Pipeline.Workers;

namespace Pipeline.Recovery;

/// <summary>
/// Finds messages whose worker has no heartbeat any more and republishes their open jobs, each alone in a message (I6): one of them may have
/// killed it. The second time that a job's lone run is cut off, the job is dead.
/// </summary>
public sealed class WorkerRecovery
{
    private const int Limit = 100;

    // A process that froze in the middle of a transaction holds its locks; as it has been given up, so are its sessions.
    private const string SessionsSql = """
        select count(pg_terminate_backend(a.pid)) from pipeline.worker w join pg_stat_activity a on a.application_name = 'pipeline ' || w.id
        where w.released_at is null and (w.heartbeat_at <= now() - $1 or w.heartbeat_at > now() + $1)
        """;

    // Locked rows belong to a run that is alive after all, or to another sweep. A heartbeat ahead of the clock is one from before the clock was set back: whoever
    // lives has beaten since. A worker without a row has as long to write one as others have to beat, since a server that took over may lack it; it is blamed for nothing.
    private const string StaleSql = """
        select o.id, o.token, o.lone and o.alone and w.id is not null and w.released_at is null
        from pipeline.outbox o left join pipeline.worker w on w.id = o.owner
        where o.owner is not null and (
            w.released_at is not null or w.heartbeat_at <= now() - $1 or w.heartbeat_at > now() + $1
            or (w.id is null and (o.claimed_at is null or o.claimed_at <= now() - $1 or o.claimed_at > now() + $1)))
        order by o.claimed_at limit $2
        for update of o skip locked
        """;

    // How often an isolated job may lose its worker beside others. That proves nothing each time; but a process may never be empty, and nothing is free for ever.
    private const int MaxInterruptions = 10;

    private const string KillersSql = """
        select m.id from unnest($1) as m(id) join pipeline.outbox o on o.id = m.id join pipeline.job j on j.id = o.jobs[1]
        where o.lone and (
            (o.id = any($2) and j.interruptions >= 1)
            or (select count(*) from pipeline.attempt a where a.job_id = j.id and a.generation = j.generation and a.kind = 'interrupted') >= $3)
        """;

    private const string SplitSql = """
        with gone as (
            delete from pipeline.outbox where id = any($1) returning id, type, version, jobs, priority, limited, trace_parent, flow_id),
        open as (
            select j.id, gen_random_uuid() as message_id, g.type, g.version, g.id = any($2) as counted, g.priority, g.limited, g.trace_parent, g.flow_id
            from gone g cross join unnest(g.jobs) as m(id) join pipeline.job j on j.id = m.id and j.status = 'queued' and j.message_id = g.id),
        lone as (
            insert into pipeline.outbox (id, type, version, jobs, lone, priority, limited, trace_parent, flow_id)
            select message_id, type, version, array[id], true, priority, limited, trace_parent, flow_id from open)
        update pipeline.job j set message_id = o.message_id, interruptions = j.interruptions + case when o.counted then 1 else 0 end
        from open o where j.id = o.id
        """;

    private readonly PipelineDatabase _database;
    private readonly WorkerPresence _worker;
    private readonly WorkerTable _workers;
    private readonly OutboxSignal _signal;
    private readonly PipelineOptions _options;
    private readonly ILogger<WorkerRecovery> _logger;

    internal WorkerRecovery(
        PipelineDatabase database, WorkerPresence worker, WorkerTable workers, OutboxSignal signal, PipelineOptions options, ILogger<WorkerRecovery> logger) =>
        (_database, _worker, _workers, _signal, _options, _logger) = (database, worker, workers, signal, options, logger);

    /// <summary>One bounded round; does nothing while this process's own heartbeat is not steady, as after an outage everybody looks dead.</summary>
    /// <returns>How many jobs it gave a new message or an end.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!_worker.CanJudge) return 0;
        await using var connection = await _database.Own.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var sessions = PipelineDatabase.With(new(SessionsSql, connection), [_options.StaleAfter]))
            await sessions.ExecuteNonQueryAsync(cancellationToken);
        var stale = await StaleAsync(connection, cancellationToken);
        if (stale.Count == 0)
        {
            await _workers.ForgetAsync(cancellationToken);
            return 0;
        }

        await Interruptions.WriteAsync(connection, [.. stale.Select(m => m.Id)], cancellationToken);
        var killers = await KillersAsync(connection, stale, cancellationToken);
        foreach (var killer in killers)
            await EndAsync(connection, killer, cancellationToken);
        var others = stale.Except(killers).ToList();
        await using var split = PipelineDatabase.With(
            new(SplitSql, connection), [others.Select(m => m.Id).ToArray(), others.Where(m => m.Counted).Select(m => m.Id).ToArray()]);
        var republished = await split.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        _signal.Set();
        _logger.LogWarning("{Messages} messages had lost their worker: {Republished} jobs run again, each alone; {Dead} had killed theirs", stale.Count, republished, killers.Count);
        return republished + killers.Count;
    }

    private async Task<List<StaleMessage>> StaleAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(StaleSql, connection), [_options.StaleAfter, Limit]);
        return await command.ListAsync(row => new StaleMessage(row.GetGuid(0), row.GetGuid(1), row.GetBoolean(2)), cancellationToken);
    }

    private static async Task<List<StaleMessage>> KillersAsync(NpgsqlConnection connection, List<StaleMessage> stale, CancellationToken cancellationToken)
    {
        var messages = stale.ToDictionary(m => m.Id);
        await using var command = PipelineDatabase.With(
            new(KillersSql, connection), [messages.Keys.ToArray(), stale.Where(m => m.Counted).Select(m => m.Id).ToArray(), MaxInterruptions]);
        return await command.ListAsync(row => messages[row.GetGuid(0)], cancellationToken);
    }

    private static async Task EndAsync(NpgsqlConnection connection, StaleMessage killer, CancellationToken cancellationToken)
    {
        var jobs = await LeaseTable.OpenJobsAsync(connection, killer.Id, killer.Token, cancellationToken);
        var lease = new Lease(killer.Id, killer.Token, Lane: 0, PublishedAt: default, Lone: true, Priority: 0, Limited: false, jobs);
        var error = killer.Counted ? "The job killed its worker: two runs with nothing else in the process were cut off."
            : $"The job killed its worker: {MaxInterruptions} runs were cut off, though none with nothing else in the process.";
        // Nothing else can be written of a flow that was cancelled.
        var outcomes = jobs.ConvertAll(job => job.Flow is { MayNotCommit: true } ? JobOutcome.Cancelled(job, error) : JobOutcome.Dead(job, error));
        await Completion.WriteAsync(connection, lease, outcomes, ends: true, cancellationToken);
    }

    private sealed record StaleMessage(Guid Id, Guid Token, bool Counted);
}
