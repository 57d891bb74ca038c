using Pipeline.Database;

namespace Pipeline.Jobs;

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

    /// <summary>One look; a job that moves meanwhile is counted in one of its places.</summary>
    public async Task<DrainState> CountAsync(string job, int version, CancellationToken cancellationToken)
    {
        await using var command = database.Command(CountSql, job, version);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
    }
}
