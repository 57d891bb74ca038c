using Pipeline.Database;

namespace Pipeline.Inspection;

/// <summary>Counts what is left of a job's version.</summary>
public sealed class DrainTable(PipelineDatabase database)
{
    // A job without outcome is named by one outbox row, so that these are all there are, with the callbacks of open flows; what waits there was put off for a reason.
    private const string CountSql = """
        select count(*) filter (where place = 'outbox'), count(*) filter (where place = 'lanes'), count(*) filter (where place = 'running'),
               count(*) filter (where place = 'retries'), count(*) filter (where place = 'parked')
        from (
            select case when o.token is not null then 'running'
                        when o.published_at is not null then 'lanes'
                        when j.attempt > 0 and o.due_at > now() then 'retries'
                        when j.parked > 0 then 'parked'
                        else 'outbox' end as place
            from pipeline.outbox o cross join unnest(o.jobs) as m(id)
            join pipeline.job j on j.id = m.id and j.message_id = o.id and j.status = 'queued'
            where o.type = $1 and o.version = $2
            union all
            select 'outbox' from pipeline.flow_callback c join pipeline.flow f on f.id = c.flow_id and f.finished_at is null
            where c.type = $1 and c.version = $2 and not exists (select from pipeline.job j where j.id = c.job_id)) counted
        """;

    // A window of messages. Only those that a worker has, and those of a single job, are looked into: what is with the broker, or to be published with others, has no
    // outcome and was not tried.
    private const string AllSql = """
        with messages as (select * from pipeline.outbox where wake is null order by id limit $1),
        counted as (
            select o.type, o.version, m.place, m.jobs from messages o cross join lateral (
                select case when o.token is not null then 'running'
                            when o.published_at is not null then 'lanes'
                            when j.attempt > 0 and o.due_at > now() then 'retries'
                            when j.parked > 0 then 'parked'
                            else 'outbox' end as place, 1 as jobs
                from unnest(o.jobs) as n(id) join lateral (select * from pipeline.job j where j.id = n.id and j.message_id = o.id and j.status = 'queued' limit 1) j on true
                where o.token is not null or cardinality(o.jobs) = 1
                union all
                select case when o.published_at is not null then 'lanes' else 'outbox' end, cardinality(o.jobs) where o.token is null and cardinality(o.jobs) > 1) m
            union all
            select c.type, c.version, 'outbox', 1 from (
                select c.* from pipeline.flow f join pipeline.flow_callback c on c.flow_id = f.id
                where f.finished_at is null and not exists (select from pipeline.job j where j.id = c.job_id) limit $1) c)
        select type, version, coalesce(sum(jobs) filter (where place = 'outbox'), 0)::bigint, coalesce(sum(jobs) filter (where place = 'lanes'), 0)::bigint,
               coalesce(sum(jobs) filter (where place = 'running'), 0)::bigint, coalesce(sum(jobs) filter (where place = 'retries'), 0)::bigint,
               coalesce(sum(jobs) filter (where place = 'parked'), 0)::bigint, (select count(*) from messages) >= $1
        from counted group by type, version order by type, version
        """;

    /// <summary>Messages that <see cref="ListAsync"/> counts, at most.</summary>
    internal int Window { get; init; } = 50_000;

    /// <summary>One look; a job that moves meanwhile is counted in one of its places.</summary>
    public async Task<DrainState> CountAsync(string job, int version, CancellationToken cancellationToken)
    {
        await using var command = database.Command(CountSql, job, version);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
    }

    /// <summary>Every version of which something is left, by name and version.</summary>
    /// <returns>More: there were so many messages that the numbers are too low, and a version may be missing.</returns>
    public async Task<(IReadOnlyList<VersionLeft> Versions, bool More)> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(AllSql, Window);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (versions, more) = (new List<VersionLeft>(), false);
        while (await reader.ReadAsync(cancellationToken))
        {
            versions.Add(new(reader.GetString(0), reader.GetInt32(1), new(reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6))));
            more = reader.GetBoolean(7);
        }
        return (versions, more);
    }
}
