using Npgsql;
using Pipeline.Database;

namespace Pipeline.Flows;

/// <summary>
/// The one writer of a flow's moves: whoever calls it, from an orchestration, a sweep or after a member's commit, and how often, each move is made
/// once, under the lock of the flow's row (I3).
/// </summary>
internal sealed class FlowCloser(PipelineDatabase database, PipelineOptions options)
{
    // What refers to a flow by a foreign key may go on meanwhile.
    private const string LockSql = "select 1 from pipeline.flow where id = $1 for no key update";

    private const string ReadSql = $"""
        select f.root_id, f.parent_id, f.place, f.total, f.stage::text, f.stopping::text,
               {FlowLook.IsOpen},
               exists (select from pipeline.flow_progress p where p.flow_id = f.id and p.dead + p.cancelled + p.expired > 0),
               exists (select from pipeline.flow_callback b where b.flow_id = f.id and b.role = 'body'),
               exists (select from pipeline.flow_callback b where b.flow_id = f.id and b.role = 'error'),
               exists (select from pipeline.job j where j.flow_id = f.id and j.flow_index = -1 and j.status = 'succeeded')
        from pipeline.flow f where f.id = $1
        """;

    private const string StageSql = """
        update pipeline.flow
        set stage = $2::pipeline.flow_stage, result = $3::pipeline.flow_result, closed_at = coalesce(closed_at, clock_timestamp()),
            finished_at = case when $2 = 'done' then clock_timestamp() end
        where id = $1
        """;

    // In a flow that repairs another one, a callback that killed workers there runs isolated from the start.
    private const string CallbackSql = """
        with callback as (select *, gen_random_uuid() as message_id from pipeline.flow_callback where flow_id = $1 and role = $2),
        message as (
            insert into pipeline.outbox (id, type, version, jobs, priority, limited, trace_parent, flow_id, lone)
            select message_id, type, version, array[job_id], priority, limited, trace_parent, flow_id, exists (
                select from pipeline.flow f join pipeline.job o on o.flow_id = f.replay_of and o.flow_index = $3
                where f.id = $1 and (o.interruptions > 0 or exists (
                    select from pipeline.attempt a where a.job_id = o.id and a.generation = o.generation and a.kind = 'interrupted')))
            from callback)
        insert into pipeline.job (id, type, version, args, args_blob, message_id, flow_id, flow_index, trace_parent)
        select job_id, type, version, args, args_blob, message_id, flow_id, $3, trace_parent from callback
        """;

    // A nested flow is one member of its parent.
    private const string ParentSql = """
        insert into pipeline.flow_progress as p (flow_id, lane, succeeded, dead, cancelled, last_at)
        values ($1, 0, ($2 = 'succeeded')::int, ($2 in ('failed', 'expired'))::int, ($2 = 'cancelled')::int, clock_timestamp())
        on conflict (flow_id, lane) do update
        set succeeded = p.succeeded + excluded.succeeded, dead = p.dead + excluded.dead, cancelled = p.cancelled + excluded.cancelled, last_at = excluded.last_at
        """;

    // A flow that ends before its turn has come takes its place nevertheless.
    private const string PassedSql = "update pipeline.flow set released = released + 1 where id = $1 and kind = 'group' and stopping is null";

    /// <summary>Makes the flow's next move, if there is one.</summary>
    /// <returns>The move, and the flow that it was made of; null where there is none to make.</returns>
    public Task<(FlowRecord Flow, FlowMove Move)?> MoveAsync(Guid id, CancellationToken cancellationToken) => Conflict.RetryAsync(() => TryMoveAsync(id, cancellationToken));

    private async Task<(FlowRecord Flow, FlowMove Move)?> TryMoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.Own.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Looked at once the lock is held: a statement that waited for it would still see what was before.
        await using (var held = PipelineDatabase.With(new(LockSql, connection), [id]))
            if (await held.ExecuteScalarAsync(cancellationToken) is null) return null;
        var flow = await ReadAsync(connection, id, cancellationToken);
        if (FlowRules.Next(flow.Facts) is not { } move) return null;

        await ExecuteAsync(connection, StageSql, cancellationToken, id, FlowNames.Of(move.To), move.Result is { } result && move.To == FlowStage.Done ? FlowNames.Of(result) : null);
        if (move.To == FlowStage.Done && flow.ParentId is null)
            await FlowWake.EndedAsync(connection, id, options.OrchestrateAfter, cancellationToken);
        else if (move.To == FlowStage.Done)
            await TellParentAsync(connection, flow, flow.ParentId!.Value, move.Result!.Value, cancellationToken);
        else
            await ExecuteAsync(connection, CallbackSql, cancellationToken, id, FlowNames.Of(move.To), move.To == FlowStage.Body ? FlowPlace.Body : FlowPlace.OnError);
        await transaction.CommitAsync(cancellationToken);
        return (flow, move);
    }

    private static async Task TellParentAsync(NpgsqlConnection connection, FlowRecord flow, Guid parent, FlowResult result, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, ParentSql, cancellationToken, parent, FlowNames.Of(result));
        if (result == FlowResult.Succeeded)
            await FlowSteps.NextAsync(connection, parent, flow.Place!.Value, cancellationToken);
        else
            await ExecuteAsync(connection, FlowWake.FailSql, cancellationToken, new[] { parent });
        if (flow.Facts.Stage == FlowStage.Waiting)
            await ExecuteAsync(connection, PassedSql, cancellationToken, parent);
    }

    private static async Task<FlowRecord> ReadAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(ReadSql, connection), [id]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new()
        {
            Id = id,
            RootId = reader.GetGuid(0),
            ParentId = reader.IsDBNull(1) ? null : reader.GetGuid(1),
            Place = reader.IsDBNull(2) ? null : reader.GetInt32(2),
            Total = reader.GetInt32(3),
            Facts = new(
                FlowNames.Stage(reader.GetString(4)), reader.IsDBNull(5) ? null : FlowNames.Stop(reader.GetString(5)),
                reader.GetBoolean(6), reader.GetBoolean(7), reader.GetBoolean(8), reader.GetBoolean(9), reader.GetBoolean(10)),
        };
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(value is null ? new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } : new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
