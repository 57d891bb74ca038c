using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Access;
using Pipeline.Database;
using Pipeline.Inspection;
using Pipeline.Recurring;

namespace Pipeline.Recovery;

/// <summary>Deletes what ended long ago, in batches: flows, jobs with their history and keys, dead letters, and records of what happened.</summary>
/// <remarks>
/// A row is locked before it is deleted, and its state is checked on the locked row: a replay may be open. What is locked is left to the next run. Each batch
/// goes on behind the one before, so that rows that stay are read once a run.
/// </remarks>
public sealed class Retention
{
    // Each kind of row has its own share, so that none starves another.
    private static readonly TimeSpan MaxTimePerKind = TimeSpan.FromMinutes(2);
    private const int Batch = 2_000;

    // A flow that repairs another one reads what succeeded there, and in those that the other one repairs: they are deleted together, the first one first.
    private const string OldFlow = """
        f.parent_id is null and f.finished_at < now() - $1
        and not exists (select from pipeline.flow o where o.id = f.replay_of)
        and not exists (
            with recursive repair as (
                select r.id, r.finished_at from pipeline.flow r where r.replay_of = f.id
                union all select n.id, n.finished_at from repair p join pipeline.flow n on n.replay_of = p.id)
            select from repair where finished_at is null or finished_at >= now() - $1)
        """;

    private const string LockFlowsSql = $"""
        select f.id from pipeline.flow f where {OldFlow} order by f.finished_at limit 20 for update of f skip locked
        """;

    // With a snapshot of its own, taken after the locks: a replay that was committed in between keeps its flow. Members are deleted as jobs without a flow.
    private const string FlowsSql = $"""
        with old as materialized (select f.id from pipeline.flow f where f.id = any($2) and {OldFlow}),
        nested as (select n.id from old join pipeline.flow n on n.root_id = old.id where n.parent_id is not null)
        delete from pipeline.flow f where f.id = any(array(select id from old union all select id from nested))
        """;

    // Arrays keep the planner from reading a whole table to find a batch in it.
    // By primary key from its old end, as ids are in the order of time: an index on when jobs end would make every outcome a slow update.
    // Ids are made by clocks of clients: with $4 those of a clock that was ahead, of which there are few.
    // A job of a flow stays as long as the flow, whose body reads it. A dead job stays as long as its dead letter, unless its flow is gone.
    private const string JobsSql = """
        with old as (select array(
            select j.id from pipeline.job j
            where j.id > $3
              and case when $4 then j.id > (lpad(to_hex((extract(epoch from now() + interval '1 day') * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
                       else j.id < (lpad(to_hex((extract(epoch from now() - $1) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid end
              and j.status <> 'queued' and j.finished_at < now() - $1
              and not exists (select from pipeline.flow f where f.id = j.flow_id)
              and (j.status <> 'dead' or j.flow_id is not null or not exists (select from pipeline.dead_letter d where d.job_id = j.id))
            order by j.id limit $2 for update of j skip locked) as ids),
        gone as (delete from pipeline.job j where j.id = any((select ids from old)::uuid[]) and j.status <> 'queued' returning j.id),
        freed as (delete from pipeline.dedupe d where d.job_id = any(array(select id from gone))),
        history as (delete from pipeline.attempt a where a.job_id = any(array(select id from gone))),
        letters as (delete from pipeline.dead_letter d where d.job_id = any(array(select id from gone)))
        select (select count(*) from gone)::int, (select ids[cardinality(ids)] from old)
        """;

    // Jobs are locked before their dead letters, as everywhere. A job that died again meanwhile has a letter with another id.
    private const string LettersSql = """
        with page as materialized (
            select d.id, d.job_id from pipeline.dead_letter d where d.id > $3 and d.received_at < now() - $1 order by d.id limit $2),
        held as (
            select d.id, j.id as job_id, j.status = 'dead' and j.flow_id is null as goes
            from page p join pipeline.job j on j.id = p.job_id join pipeline.dead_letter d on d.id = p.id and d.received_at < now() - $1
            for update of j, d skip locked),
        jobless as (
            select d.id from page p join pipeline.dead_letter d on d.id = p.id and d.received_at < now() - $1
            where not exists (select from pipeline.job j where j.id = p.job_id) for update of d skip locked),
        jobs as (delete from pipeline.job j where j.id = any(array(select job_id from held where goes)) and j.status = 'dead' returning j.id),
        freed as (delete from pipeline.dedupe d where d.job_id = any(array(select id from jobs))),
        history as (delete from pipeline.attempt a where a.job_id = any(array(select id from jobs))),
        gone as (
            delete from pipeline.dead_letter d where d.id = any(array(select id from held union all select id from jobless)) and d.received_at < now() - $1
            returning d.id)
        select ((select count(*) from gone) + (select count(*) from jobs))::int, (select id from page order by id desc limit 1)
        """;

    private readonly PipelineDatabase _database;
    private readonly ActivityTable _activity;
    private readonly AuditTable _audit;
    private readonly RecurringTable _recurring;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Retention> _logger;

    internal Retention(
        PipelineDatabase database, ActivityTable activity, AuditTable audit, RecurringTable recurring, PipelineOptions options, TimeProvider time,
        ILogger<Retention> logger) =>
        (_database, _activity, _audit, _recurring, _options, _time, _logger) = (database, activity, audit, recurring, options, time, logger);

    /// <summary>Works for up to some six minutes; the next run goes on.</summary>
    /// <returns>How many rows of jobs, flows and dead letters it deleted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await _activity.ForgetAsync(cancellationToken);
        await _audit.ForgetAsync(_options.AuditRetention, cancellationToken);
        await _recurring.ForgetAsync(_options.JobRetention, cancellationToken);
        var total = await DeleteFlowsAsync(cancellationToken)
            + await DeleteAsync(JobsSql, _options.JobRetention, [false], cancellationToken)
            + await DeleteAsync(JobsSql, _options.JobRetention, [true], cancellationToken)
            + await DeleteAsync(LettersSql, _options.DeadLetterRetention, [], cancellationToken);
        if (total > 0) _logger.LogInformation("{Count} rows of jobs, flows and dead letters were past their retention and are deleted", total);
        return total;
    }

    private async Task<int> DeleteFlowsAsync(CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        for (var total = 0; ;)
        {
            await using var connection = await _database.Own.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var find = PipelineDatabase.With(new(LockFlowsSql, connection), [_options.JobRetention]);
            var old = await find.ListAsync(row => row.GetGuid(0), cancellationToken);
            if (old.Count == 0) return total;
            await using var delete = PipelineDatabase.With(new(FlowsSql, connection), [_options.JobRetention, old.ToArray()]);
            var deleted = await delete.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            total += deleted;
            if (deleted == 0 || _time.GetElapsedTime(started) > MaxTimePerKind) return total;
        }
    }

    private async Task<int> DeleteAsync(string sql, TimeSpan age, object[] more, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var last = Guid.Empty;
        for (var total = 0; ;)
        {
            await using var command = _database.Command(sql, [age, Batch, last, .. more]);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            total += reader.GetInt32(0);
            if (reader.IsDBNull(1) || _time.GetElapsedTime(started) > MaxTimePerKind) return total;
            last = reader.GetGuid(1);
        }
    }
}
