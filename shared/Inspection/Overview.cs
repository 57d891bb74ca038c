using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Inspection;

/// <summary>Counts what is there, by looks whose cost is bounded: each stops at one above 10,000.</summary>
public sealed class Overview(PipelineDatabase database, ActivityReader activity, PipelineOptions options)
{
    // Each along an index of its own: by priority and time to be published, by lane with the broker, by owner in hand. A message may name more jobs than there are
    // left to count.
    private const string CountsSql = """
        with due as (
            select jobs, due_at from unnest($2) as p(priority) cross join lateral (
                select jobs, due_at from pipeline.outbox where published_at is null and not limited and priority = p.priority and due_at <= now() order by due_at limit $1) m),
        limited as (
            select jobs, due_at from pipeline.rate_limit r cross join lateral (
                select jobs, due_at from pipeline.outbox where published_at is null and limited and type = r.type and due_at <= now() order by due_at limit $1) m limit $1),
        sent as (
            select jobs from generate_series(0, $3) as l(lane) cross join lateral (
                select jobs from pipeline.outbox where token is null and published_at is not null and lane = l.lane::smallint order by published_at limit $1) m),
        later as (
            select jobs from unnest($2) as p(priority) cross join lateral (
                select jobs from pipeline.outbox where published_at is null and not limited and priority = p.priority and due_at > now() order by due_at limit $1) m),
        later_limited as (
            select jobs from pipeline.rate_limit r cross join lateral (
                select jobs from pipeline.outbox where published_at is null and limited and type = r.type and due_at > now() order by due_at limit $1) m limit $1),
        held as (select jobs from pipeline.worker w cross join lateral (select jobs from pipeline.outbox where owner = w.id limit $1) m limit $1)
        select now(),
               (select coalesce(sum(cardinality(jobs)), 0) from (select jobs from due union all select jobs from limited union all select jobs from sent) m),
               (select coalesce(sum(cardinality(jobs)), 0) from (select jobs from later union all select jobs from later_limited) m),
               (select coalesce(sum(cardinality(jobs)), 0) from held),
               (select count(*) from (select from pipeline.dead_letter where type is not null order by type limit $1) d),
               (select count(*) from (select from pipeline.dead_letter where type is null order by type limit $1) d),
               (select count(*) from (select from pipeline.flow where finished_at is null and parent_id is null limit $1) f),
               (select count(*) from (select from due union all select from limited) m),
               (select min(due_at) from (select due_at from due union all select due_at from limited) m),
               (select greatest(reltuples, 0)::bigint from pg_class where oid = 'pipeline.job'::regclass),
               (select count(*)::int from pipeline.worker where released_at is null and heartbeat_at > now() - $4 and heartbeat_at <= now() + $4)
        """;

    private const string WorkersSql = """
        select id, host, started_at, heartbeat_at from pipeline.worker where released_at is null and heartbeat_at > now() - $1 and heartbeat_at <= now() + $1 order by started_at desc limit 100
        """;

    private static readonly short[] Priorities = Array.ConvertAll(Enum.GetValues<JobPriority>(), p => (short)p);

    public async Task<OverviewReport> ReadAsync(CancellationToken cancellationToken) => await CountsAsync(cancellationToken) with
    {
        Workers = await WorkersAsync(cancellationToken),
        LastHour = await activity.SumAsync(TimeSpan.FromHours(1), cancellationToken),
        LastDay = await activity.SumAsync(TimeSpan.FromDays(1), cancellationToken),
    };

    private async Task<OverviewReport> CountsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(CountsSql, BoundedCount.Most + 1, Priorities, (int)Messaging.LaneQueues.Urgent, options.StaleAfter);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new()
        {
            At = reader.GetTime(0),
            Queued = BoundedCount.Of(reader.GetInt64(1)),
            Waiting = BoundedCount.Of(reader.GetInt64(2)),
            Running = BoundedCount.Of(reader.GetInt64(3)),
            Dead = BoundedCount.Of(reader.GetInt64(4)),
            DeadMessages = BoundedCount.Of(reader.GetInt64(5)),
            OpenFlows = BoundedCount.Of(reader.GetInt64(6)),
            DueMessages = BoundedCount.Of(reader.GetInt64(7)),
            OldestDueAt = reader.GetTimeOrNull(8),
            JobsEstimate = reader.GetInt64(9),
            WorkersAlive = reader.GetInt32(10),
        };
    }

    private async Task<List<WorkerState>> WorkersAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(WorkersSql, options.StaleAfter);
        return await command.ListAsync(row => new WorkerState(row.GetGuid(0), row.GetString(1), row.GetTime(2), row.GetTime(3), Alive: true), cancellationToken);
    }
}
