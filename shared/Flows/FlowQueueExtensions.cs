using Npgsql;
using NpgsqlTypes;
using Pipeline.Flows;
using Pipeline.Jobs;

namespace Microsoft.EntityFrameworkCore;

public static class FlowQueueExtensions
{
    // A second start with the same key waits here for the first one's transaction, then finds it.
    private const string FlowSql = "insert into pipeline.flow (id, name, total, idempotency_key) values ($1, $2, 0, $3) on conflict (idempotency_key) do nothing";

    private const string ProgressSql = "insert into pipeline.flow_progress (flow_id, lane) select $1, lane from generate_series(0, 8) as lane";

    /// <summary>
    /// Starts a group: jobs that run in parallel and are watched as one. The flow and all its members are in the caller's transaction,
    /// so that it exists whole or not at all; members are streamed in.
    /// </summary>
    /// <returns>How many members it has; null when a flow with the same idempotency key is there already, and nothing was written.</returns>
    /// <exception cref="InvalidOperationException">No transaction is open on the context.</exception>
    public static async Task<int?> StartGroupAsync<TArgs>(
        this DbContext db, FlowStart flow, IAsyncEnumerable<TArgs> members, CancellationToken cancellationToken = default) where TArgs : notnull
    {
        if (flow.IdempotencyKey is { Length: 0 or > 200 })
            throw new ArgumentException("An idempotency key has 1 to 200 characters.", nameof(flow));
        var connection = await JobQueueExtensions.Interceptor(db).BulkConnectionAsync(db, cancellationToken);
        if (await ExecuteAsync(connection, FlowSql, cancellationToken, flow.Id, flow.Name, (object?)flow.IdempotencyKey ?? DBNull.Value) == 0)
            return null;
        await ExecuteAsync(connection, ProgressSql, cancellationToken, flow.Id);
        var total = await JobQueueExtensions.EnqueueMembersAsync(db, members, flow.Id, options: null, cancellationToken);
        await ExecuteAsync(connection, "update pipeline.flow set total = $2 where id = $1", cancellationToken, flow.Id, total);
        return total;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(value is DBNull ? new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text } : new() { Value = value });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
