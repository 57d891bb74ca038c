using Npgsql;
using NpgsqlTypes;
using Pipeline.Database;

namespace Pipeline.Flows;

/// <summary>Reads flows. Progress is a sum over a row a lane, whatever the number of members.</summary>
public sealed class FlowTable(PipelineDatabase database)
{
    private const string SelectSql = """
        select f.id, f.name, f.accepted_at, f.total, p.succeeded, p.dead, p.cancelled, p.expired, p.last_at,
               f.stage::text, f.result::text, f.finished_at, f.stopping is not null, f.kind::text, f.root_id, f.parent_id, f.place, f.replay_of, f.max_parallel,
               case when f.stage <> 'waiting' then f.began_at end, f.closed_at
        from pipeline.flow f
        cross join lateral (
            select coalesce(sum(succeeded), 0)::int as succeeded, coalesce(sum(dead), 0)::int as dead, coalesce(sum(cancelled), 0)::int as cancelled,
                   coalesce(sum(expired), 0)::int as expired, max(last_at) as last_at
            from pipeline.flow_progress where flow_id = f.id) p
        """;

    // The first condition alone bounds what is read of the index.
    private const string NewestSql = """
        where f.parent_id is null
          and ($2 is null or (f.accepted_at <= (select accepted_at from pipeline.flow where id = $2)
               and (f.accepted_at < (select accepted_at from pipeline.flow where id = $2) or f.id > $2)))
        order by f.accepted_at desc, f.id limit $1
        """;

    // Along the index of open flows, however many have ended.
    private const string OpenSql = " where f.finished_at is null and f.parent_id is null and ($2 is null or f.root_id < $2) order by f.root_id desc limit $1";

    public async Task<FlowProgress?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command(SelectSql + " where f.id = $1", id);
        return (await command.ListAsync(Read, cancellationToken)).SingleOrDefault();
    }

    /// <summary>The flow that was started with this key.</summary>
    public async Task<FlowProgress?> FindByKeyAsync(string idempotencyKey, CancellationToken cancellationToken)
    {
        await using var command = database.Command(SelectSql + " where f.idempotency_key = $1", idempotencyKey);
        return (await command.ListAsync(Read, cancellationToken)).SingleOrDefault();
    }

    /// <summary>The newest outermost flows first.</summary>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellationToken">Before the statement is sent.</param>
    public async Task<IReadOnlyList<FlowProgress>> NewestAsync(Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(SelectSql + "\n" + NewestSql, limit);
        command.Parameters.AddOrNull(after, NpgsqlDbType.Uuid);
        return await command.ListAsync(Read, cancellationToken);
    }

    /// <summary>Those of the outermost flows that have not ended, in the order of their ids, the last first.</summary>
    /// <inheritdoc cref="NewestAsync"/>
    public async Task<IReadOnlyList<FlowProgress>> OpenAsync(Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(SelectSql + OpenSql, limit);
        command.Parameters.AddOrNull(after, NpgsqlDbType.Uuid);
        return await command.ListAsync(Read, cancellationToken);
    }

    private static FlowProgress Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Name = row.GetString(1),
        AcceptedAt = row.GetTime(2),
        Total = row.GetInt32(3),
        Succeeded = row.GetInt32(4),
        Dead = row.GetInt32(5),
        Cancelled = row.GetInt32(6),
        Expired = row.GetInt32(7),
        LastAt = row.GetTimeOrNull(8),
        Stage = FlowNames.Stage(row.GetString(9)),
        Result = row.IsDBNull(10) ? null : FlowNames.Result(row.GetString(10)),
        FinishedAt = row.GetTimeOrNull(11),
        IsStopping = row.GetBoolean(12),
        Kind = row.GetString(13),
        RootId = row.GetGuid(14),
        ParentId = row.IsDBNull(15) ? null : row.GetGuid(15),
        Place = row.IsDBNull(16) ? null : row.GetInt32(16),
        ReplayOf = row.IsDBNull(17) ? null : row.GetGuid(17),
        MaxParallel = row.GetInt32(18),
        BeganAt = row.GetTimeOrNull(19),
        ClosedAt = row.GetTimeOrNull(20),
    };
}
