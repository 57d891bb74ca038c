using Npgsql;
using NpgsqlTypes;
using Pipeline.Database;

namespace Pipeline.Flows;

/// <summary>Stops flows, and ends what is left of those that stop: in batches of their own, never inside a member's transaction.</summary>
internal sealed class FlowStopper(PipelineDatabase database)
{
    /// <summary>Messages a transaction.</summary>
    public const int Batch = 200;

    private const string TreeSql = """
        with recursive tree as (
            select id, depth from pipeline.flow where id = $1 and finished_at is null
            union all select c.id, c.depth from tree t join pipeline.flow c on c.parent_id = t.id and c.finished_at is null)
        """;

    // Children before parents, as everywhere.
    private const string LockSql = TreeSql + " select id from pipeline.flow where id in (select id from tree) order by depth desc, id for no key update";

    private const string StopTreeSql = """
        update pipeline.flow set stopping = $2::pipeline.flow_stop where id = any($1) and finished_at is null and (stopping is null or stopping::text = any($3))
        """;

    private const string StopSql = """
        update pipeline.flow set stopping = $4::pipeline.flow_stop where id = $1 and stage = $2::pipeline.flow_stage and stopping is not distinct from $3::pipeline.flow_stop
        """;

    // What is locked is in a transaction that ends soon, one way or the other. A callback that came since the flow was looked at, with the stage after, is none of these.
    private const string EndSql = """
        with taken as (
            select id, jobs from pipeline.outbox where flow_id = $1 and ($2 or token is null) and exists (select from pipeline.flow f where f.id = $1 and f.stage = $5::pipeline.flow_stage)
            order by id limit $3 for update skip locked),
        ended as (
            update pipeline.job j set status = 'cancelled', error = $4, finished_at = clock_timestamp()
            from (select id, unnest(jobs) as job from taken) t where j.id = t.job and j.message_id = t.id and j.status = 'queued' returning j.flow_index),
        gone as (delete from pipeline.outbox o using taken t where o.id = t.id),
        counted as (
            insert into pipeline.flow_progress as p (flow_id, lane, cancelled, last_at) select $1, 0, count(*), clock_timestamp() from ended where flow_index >= 0 having count(*) > 0
            on conflict (flow_id, lane) do update set cancelled = p.cancelled + excluded.cancelled, last_at = excluded.last_at)
        select count(*)::int from taken
        """;

    /// <summary>Says that a flow and all that lies in it are cancelled, and asks for the rest to be done.</summary>
    /// <returns>False: it has ended, or there is none.</returns>
    public Task<bool> CancelAsync(Guid flow, CancellationToken cancellationToken) => Conflict.RetryAsync(() => TryCancelAsync(flow, cancellationToken));

    /// <summary>Stops what lies in a flow that stops.</summary>
    public Task PropagateAsync(Guid flow, FlowStop stopping, CancellationToken cancellationToken) => Conflict.RetryAsync(() => TryPropagateAsync(flow, stopping, cancellationToken));

    /// <summary>Stops a flow that is as it was when it was looked at.</summary>
    /// <returns>Whether it still was.</returns>
    public async Task<bool> StopAsync(Guid flow, FlowStage stage, FlowStop? was, FlowStop stop, CancellationToken cancellationToken)
    {
        await using var command = database.Command(StopSql, flow, FlowNames.Of(stage));
        command.Parameters.AddOrNull(was is { } before ? FlowNames.Of(before) : null, NpgsqlDbType.Text);
        command.Parameters.Add(new() { Value = FlowNames.Of(stop) });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Ends a batch of jobs that have not started in a flow that is still at <paramref name="stage"/>, or with <paramref name="running"/> of those that have as well: their runs cannot commit any more.</summary>
    /// <returns>How many messages; fewer than <see cref="Batch"/>: no more can be ended now.</returns>
    public Task<int> EndAsync(Guid flow, FlowStage stage, bool running, string why, CancellationToken cancellationToken) => Conflict.RetryAsync(async () =>
    {
        await using var command = database.Command(EndSql, flow, running, Batch, why, FlowNames.Of(stage));
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    });

    private async Task<bool> TryCancelAsync(Guid flow, CancellationToken cancellationToken)
    {
        await using var connection = await database.Own.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var tree = await LockAsync(connection, flow, cancellationToken);
        if (tree.Length == 0) return false;
        await StopAsync(connection, tree, FlowRules.Within(FlowStop.Cancelled), cancellationToken);
        await using (var root = PipelineDatabase.With(new("select root_id from pipeline.flow where id = $1", connection), [flow]))
            await FlowWake.AddAsync(connection, (Guid)(await root.ExecuteScalarAsync(cancellationToken))!, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<bool> TryPropagateAsync(Guid flow, FlowStop stopping, CancellationToken cancellationToken)
    {
        await using var connection = await database.Own.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var tree = await LockAsync(connection, flow, cancellationToken);
        await StopAsync(connection, [.. tree.Where(f => f != flow)], FlowRules.Within(stopping), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<Guid[]> LockAsync(NpgsqlConnection connection, Guid flow, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(LockSql, connection), [flow]);
        return [.. await command.ListAsync(row => row.GetGuid(0), cancellationToken)];
    }

    private static async Task StopAsync(NpgsqlConnection connection, Guid[] flows, (FlowStop Stop, FlowStop[] Over) stop, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(StopTreeSql, connection), [flows, FlowNames.Of(stop.Stop), Array.ConvertAll(stop.Over, FlowNames.Of)]);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
