using Microsoft.Extensions.Logging;
using Pipeline.Access;
using Pipeline.Database;
using Pipeline.Inspection;

namespace Pipeline.Recovery;

/// <summary>Deletes what ended long ago, in batches: jobs with their history, flows with all that lies in them, dead letters, and records of what happened.</summary>
public sealed class Retention
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private const int Batch = 2_000;

    // Arrays keep the planner from reading a whole table to find a batch in it.
    // By primary key from its old end, as ids are in the order of time: an index on when jobs end would make every outcome a slow update.
    // A job of a flow stays as long as the flow, whose body reads it.
    private const string JobsSql = """
        with old as (select array(
            select j.id from pipeline.job j
            where j.id < (lpad(to_hex((extract(epoch from now() - $1) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
              and j.status in ('succeeded', 'cancelled', 'expired') and j.finished_at < now() - $1 and j.flow_id is null
            order by j.id limit $2) as ids),
        freed as (delete from pipeline.dedupe d using old where d.job_id = any(old.ids)),
        history as (delete from pipeline.attempt a using old where a.job_id = any(old.ids))
        delete from pipeline.job j using old where j.id = any(old.ids)
        """;

    // A flow that repairs another reads what succeeded in that one, for as long as it is there.
    private const string OldFlow = """
        f.parent_id is null and f.finished_at < now() - $1
        and not exists (select from pipeline.flow r where r.replay_of = f.id and (r.finished_at is null or r.finished_at >= now() - $1))
        """;

    // The members go first, the flow with the last of them. A dead one has a dead letter, and goes with that.
    private const string MembersSql = $"""
        with flows as (
            select f.id from pipeline.flow f where {OldFlow} order by f.finished_at limit 20),
        tree as (select id from flows union all select n.id from pipeline.flow n join flows on n.root_id = flows.id where n.parent_id is not null),
        old as (select array(select j.id from tree join pipeline.job j on j.flow_id = tree.id where j.status <> 'queued' limit $2) as ids),
        letters as (delete from pipeline.dead_letter d using old where d.job_id = any(old.ids)),
        history as (delete from pipeline.attempt a using old where a.job_id = any(old.ids))
        delete from pipeline.job j using old where j.id = any(old.ids)
        """;

    private const string FlowsSql = $"""
        with flows as (
            select f.id from pipeline.flow f where {OldFlow} order by f.finished_at limit 20),
        tree as (select id, id as root from flows union all select n.id, n.root_id from pipeline.flow n join flows on n.root_id = flows.id where n.parent_id is not null)
        delete from pipeline.flow f using tree t
        where f.id = t.id and not exists (select from tree o join pipeline.job j on j.flow_id = o.id where o.root = t.root)
        """;

    private const string LettersSql = """
        with letters as (select d.id, d.job_id from pipeline.dead_letter d where d.received_at < now() - $1 order by d.id limit $2),
        old as (select array_agg(id) as ids, array_agg(job_id) as jobs from letters),
        jobs as (delete from pipeline.job j using old where j.id = any(old.jobs) and j.status = 'dead' and j.flow_id is null returning j.id),
        history as (delete from pipeline.attempt where job_id = any(array(select id from jobs)))
        delete from pipeline.dead_letter d using old where d.id = any(old.ids)
        """;

    private readonly PipelineDatabase _database;
    private readonly ActivityTable _activity;
    private readonly AuditTable _audit;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Retention> _logger;

    internal Retention(PipelineDatabase database, ActivityTable activity, AuditTable audit, PipelineOptions options, TimeProvider time, ILogger<Retention> logger) =>
        (_database, _activity, _audit, _options, _time, _logger) = (database, activity, audit, options, time, logger);

    /// <summary>Works for up to some five minutes; the next run goes on.</summary>
    /// <returns>How many rows of jobs, flows and dead letters it deleted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        await _activity.ForgetAsync(cancellationToken);
        await _audit.ForgetAsync(_options.AuditRetention, cancellationToken);
        var total = 0;
        foreach (var (sql, age) in new[] { (JobsSql, _options.JobRetention), (MembersSql, _options.JobRetention), (FlowsSql, _options.JobRetention), (LettersSql, _options.DeadLetterRetention) })
            total += await DeleteAsync(sql, age, started, cancellationToken);
        if (total > 0) _logger.LogInformation("{Count} rows of jobs, flows and dead letters were past their retention and are deleted", total);
        return total;
    }

    private async Task<int> DeleteAsync(string sql, TimeSpan age, long started, CancellationToken cancellationToken)
    {
        for (var total = 0; ;)
        {
            await using var command = sql == FlowsSql ? _database.Command(sql, age) : _database.Command(sql, age, Batch);
            var deleted = await command.ExecuteNonQueryAsync(cancellationToken);
            total += deleted;
            if (deleted == 0 || _time.GetElapsedTime(started) > Longest) return total;
        }
    }
}
