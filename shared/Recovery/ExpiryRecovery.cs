using Microsoft.Extensions.Logging;
using Pipeline.Database;

namespace Pipeline.Recovery;

/// <summary>Ends jobs that were not started in time: those that wait in a backlog, are parked or put off would otherwise expire only when their turn comes.</summary>
public sealed class ExpiryRecovery
{
    private const int Batch = 200;
    private const int MostBatches = 50;

    // A member that ends before its turn takes its place nevertheless, and a flow that fails fast does so before its turn as well.
    private const string Sql = """
        with taken as (
            select id, jobs, due_at = 'infinity' as held from pipeline.outbox where expires_at < now() and token is null order by expires_at limit $1 for update skip locked),
        ended as (
            update pipeline.job j set status = 'expired', error = 'Its time was over before it started.', finished_at = clock_timestamp()
            from (select id, held, unnest(jobs) as job from taken) t where j.id = t.job and j.message_id = t.id and j.status = 'queued'
            returning j.id, j.flow_id, j.flow_index, j.generation, t.held),
        gone as (delete from pipeline.outbox o using taken t where o.id = t.id),
        freed as (delete from pipeline.dedupe d using ended e where d.job_id = e.id and not d.keep),
        members as (select flow_id, count(*)::int as expired, (count(*) filter (where held))::int as held from ended where flow_id is not null and flow_index >= 0 and generation = 0 group by flow_id),
        counted as (
            insert into pipeline.flow_progress as p (flow_id, lane, expired, last_at) select flow_id, 0, expired, clock_timestamp() from members order by flow_id
            on conflict (flow_id, lane) do update set expired = p.expired + excluded.expired, last_at = excluded.last_at),
        stopped as (
            update pipeline.flow f
            set stopping = case when f.fail_fast then 'failed' end::pipeline.flow_stop, released = f.released + case when f.kind = 'group' then m.held else 0 end
            from members m where f.id = m.flow_id and f.stopping is null and f.stage in ('waiting', 'members') and (f.fail_fast or m.held > 0))
        select (select count(*) from taken)::int, (select count(*) from ended)::int, array(select distinct f.root_id from members m join pipeline.flow f on f.id = m.flow_id)
        """;

    private readonly PipelineDatabase _database;
    private readonly Flows.FlowDriver _flows;
    private readonly ILogger<ExpiryRecovery> _logger;

    internal ExpiryRecovery(PipelineDatabase database, Flows.FlowDriver flows, ILogger<ExpiryRecovery> logger) => (_database, _flows, _logger) = (database, flows, logger);

    /// <summary>One bounded round.</summary>
    /// <returns>How many jobs it ended.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        var flows = new HashSet<Guid>();
        for (var batch = 0; batch < MostBatches; batch++)
        {
            await using var command = _database.Command(Sql, Batch);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            total += reader.GetInt32(1);
            flows.UnionWith(reader.GetFieldValue<Guid[]>(2));
            if (reader.GetInt32(0) < Batch) break;
        }
        foreach (var flow in flows)
            await _flows.DriveAsync(flow, cancellationToken);
        if (total > 0) _logger.LogWarning("{Count} jobs were not started in time and have expired", total);
        return total;
    }
}
