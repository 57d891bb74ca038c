using Npgsql;
using Pipeline.Database;

namespace Pipeline.Flows;

/// <summary>Reads flows. Progress is a sum over a row a lane, whatever the number of members.</summary>
public sealed class FlowTable(PipelineDatabase database)
{
    private const string SelectSql = """
        select f.id, f.name, f.accepted_at, f.total, p.succeeded, p.dead, p.cancelled, p.expired, p.last_at,
               f.stage::text, f.result::text, f.finished_at, f.stopping is not null
        from pipeline.flow f
        cross join lateral (
            select coalesce(sum(succeeded), 0)::int as succeeded, coalesce(sum(dead), 0)::int as dead, coalesce(sum(cancelled), 0)::int as cancelled,
                   coalesce(sum(expired), 0)::int as expired, max(last_at) as last_at
            from pipeline.flow_progress where flow_id = f.id) p
        """;

    public async Task<FlowProgress?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command(SelectSql + " where f.id = $1", id);
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    /// <summary>The flow that was started with this key.</summary>
    public async Task<FlowProgress?> FindByKeyAsync(string idempotencyKey, CancellationToken cancellationToken)
    {
        await using var command = database.Command(SelectSql + " where f.idempotency_key = $1", idempotencyKey);
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    /// <summary>The newest outermost flows first.</summary>
    public async Task<IReadOnlyList<FlowProgress>> NewestAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(SelectSql + " where f.parent_id is null order by f.accepted_at desc, f.id limit $1", limit);
        return await ReadAsync(command, cancellationToken);
    }

    private static async Task<List<FlowProgress>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var flows = new List<FlowProgress>();
        while (await reader.ReadAsync(cancellationToken))
            flows.Add(new()
            {
                Id = reader.GetGuid(0),
                Name = reader.GetString(1),
                AcceptedAt = reader.GetDateTime(2),
                Total = reader.GetInt32(3),
                Succeeded = reader.GetInt32(4),
                Dead = reader.GetInt32(5),
                Cancelled = reader.GetInt32(6),
                Expired = reader.GetInt32(7),
                LastAt = reader.IsDBNull(8) ? null : reader.GetDateTime(8),
                Stage = FlowNames.Stage(reader.GetString(9)),
                Result = reader.IsDBNull(10) ? null : Enum.Parse<FlowResult>(reader.GetString(10), ignoreCase: true),
                FinishedAt = reader.IsDBNull(11) ? null : reader.GetDateTime(11),
                IsStopping = reader.GetBoolean(12),
            });
        return flows;
    }
}
