using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Database;
using Pipeline.Outbox;
using Pipeline.Telemetry.Tracing;

namespace Pipeline.Flows;

/// <summary>Starts, cancels and replays flows.</summary>
public sealed class FlowClient
{
    // A second start with the same key waits here for the first one's transaction, then finds it.
    private const string FlowSql = """
        insert into pipeline.flow (id, root_id, name, total, idempotency_key, kind, fail_fast, max_parallel, time_limit)
        values ($1, $1, $2, 0, $3, $4::pipeline.flow_kind, $5, $6, $7) on conflict (idempotency_key) do nothing
        """;

    private const string TotalSql = "update pipeline.flow set total = $2, released = $3 where id = $1";

    private const string KeySql = "select id from pipeline.flow where idempotency_key = $1";

    private readonly FlowStopper _stopper;
    private readonly FlowReplay _replay;
    private readonly OutboxSignal _signal;
    private readonly PipelineOptions _options;

    internal FlowClient(FlowStopper stopper, FlowReplay replay, OutboxSignal signal, PipelineOptions options) =>
        (_stopper, _replay, _signal, _options) = (stopper, replay, signal, options);

    /// <summary>
    /// Writes the flow with all its members, its body and its error callback in the transaction that is open on <paramref name="db"/>: it exists whole or
    /// not at all, and starts when that is committed. Members are streamed.
    /// </summary>
    /// <exception cref="InvalidFlowException">The flow breaks a rule: roll back.</exception>
    /// <exception cref="InvalidOperationException">No transaction is open on the context, or no handler takes a member's arguments.</exception>
    /// <exception cref="Jobs.JobTooLargeException">Arguments are above <c>Pipeline:LargestArgs</c>: roll back.</exception>
    public async Task<FlowStarted> StartAsync(DbContext db, Flow flow, CancellationToken cancellationToken = default)
    {
        FlowCheck.Check(flow, depth: 0);
        var interceptor = JobQueueExtensions.Interceptor(db);
        var connection = await interceptor.BulkConnectionAsync(db, "FlowClient.StartAsync", cancellationToken);
        var row = FlowRow.Of(flow, parent: null, place: null, live: true);
        // Its callbacks remember this span as its members do: the body's run is of the same trace.
        using var span = JobSpans.Enqueue(row.Name)?.SetTag("flow.id", row.Id);
        if (!await InsertAsync(connection, row, cancellationToken))
            return new(await WithKeyAsync(connection, row.IdempotencyKey!, cancellationToken), false, 0);

        var total = await new FlowWriter(new(connection, interceptor.Claims), interceptor.Catalog, interceptor.Claims).WriteAsync(flow, row, cancellationToken);
        await using var command = PipelineDatabase.With(new(TotalSql, connection), [row.Id, total, (row with { Total = total }).Released]);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await FlowWake.StartedAsync(connection, row.Id, total, _options.OrchestrateAfter, cancellationToken);
        interceptor.Enqueued(db);
        span?.SetTag("messaging.batch.message_count", total);
        return new(row.Id, true, total);
    }

    /// <summary>
    /// Cancels a flow with all that lies in it: what has not started never does, what runs has its token signalled and cannot commit any more. The flow
    /// ends as cancelled once, soon after.
    /// </summary>
    /// <returns>False: there is no such flow, or it has ended.</returns>
    public async Task<bool> CancelAsync(Guid flow, CancellationToken cancellationToken)
    {
        var cancelled = await _stopper.CancelAsync(flow, cancellationToken);
        if (cancelled) _signal.Set();
        return cancelled;
    }

    /// <summary>
    /// Makes a new flow of those members of an ended one that did not succeed, with its body: a body that reads results sees those of both. A flow has one replay;
    /// where that fails, replay the replay.
    /// </summary>
    /// <returns>The new flow, or why there is none; null where there is no flow with this id.</returns>
    public async Task<ReplayedFlow?> ReplayAsync(Guid flow, CancellationToken cancellationToken)
    {
        var replayed = await _replay.StartAsync(flow, cancellationToken);
        if (replayed is { Outcome: FlowReplayOutcome.Replayed }) _signal.Set();
        return replayed;
    }

    private static async Task<bool> InsertAsync(NpgsqlConnection connection, FlowRow row, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(FlowSql, connection), [row.Id, row.Name]);
        command.Parameters.AddOrNull(row.IdempotencyKey, NpgsqlDbType.Text);
        command.Parameters.Add(new() { Value = row.IsChain ? "chain" : "group" });
        command.Parameters.Add(new() { Value = row.FailFast });
        command.Parameters.Add(new() { Value = row.MaxParallel });
        command.Parameters.Add(new() { Value = row.TimeLimit });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task<Guid> WithKeyAsync(NpgsqlConnection connection, string key, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(KeySql, connection), [key]);
        return (Guid)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
