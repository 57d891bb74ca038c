using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Database;
using Pipeline.Messaging;
using Pipeline.Outbox;

namespace Pipeline.Recovery;

/// <summary>Finds published messages that the broker lost, as when a queue was purged or deleted, and publishes them again.</summary>
public sealed class MessageRecovery
{
    private const int Limit = 1_000;

    private const string WorkersSql = "select claimed, running from pipeline.worker where released_at is null and heartbeat_at > now() - $1";

    // A look into the index for each lane there may be.
    private const string AnySql = """
        select now() from generate_series(0, $2) as l(lane), lateral (
            select from pipeline.outbox where token is null and lane = l.lane::smallint and published_at < now() - $1 order by published_at limit 1) old
        limit 1
        """;

    // Bounded by the index on (lane, published_at): the oldest first, and none that is younger than the evidence.
    private const string AgainSql = """
        update pipeline.outbox set published_at = null, taken_by = null, taken_until = null, republished = least(republished + 1, 12)
        where id = any(array(
            select id from pipeline.outbox
            where token is null and lane = $1 and published_at < $2 - $3 and published_at < $2 - $3 * power(2, republished)
            order by published_at limit $4 for update skip locked))
        """;

    // A lane beyond the setting has no function any more.
    private const string BeyondSql = """
        update pipeline.outbox set published_at = null, taken_by = null, taken_until = null
        where id = any(array(
            select id from pipeline.outbox where token is null and lane >= $1 and lane < $4 and published_at < now() - $2 order by published_at limit $3 for update skip locked))
        """;

    private readonly PipelineDatabase _database;
    private readonly Topology _topology;
    private readonly OutboxSignal _signal;
    private readonly PipelineOptions _options;
    private readonly ILogger<MessageRecovery> _logger;

    internal MessageRecovery(PipelineDatabase database, Topology topology, OutboxSignal signal, PipelineOptions options, ILogger<MessageRecovery> logger) =>
        (_database, _topology, _signal, _options, _logger) = (database, topology, signal, options, logger);

    /// <summary>One bounded round over all lanes.</summary>
    /// <returns>How many messages it published again.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _database.Source.OpenConnectionAsync(cancellationToken);
        await using var any = PipelineDatabase.With(new(AnySql, connection), [_options.LostAfter, LaneQueues.Urgent]);
        if (await any.ExecuteScalarAsync(cancellationToken) is not DateTime now) return 0;

        // The order matters: the clock first, then the queues, then the workers, so that whatever moves meanwhile looks younger.
        var depths = await _topology.DepthsAsync(cancellationToken);
        var workers = await WorkersAsync(connection, cancellationToken);
        if (depths.Values.Any(d => d is null)) await _topology.DeclareAsync(cancellationToken);
        await using var beyond = PipelineDatabase.With(new(BeyondSql, connection), [(short)_options.Lanes, _options.LostAfter, Limit, (short)LaneQueues.Urgent]);
        var total = await beyond.ExecuteNonQueryAsync(cancellationToken);
        foreach (var (lane, depth) in depths)
            if (LaneEvidence.Cutoff(now, depth, workers.Select(w => At(w.Claimed, lane)), workers.Select(w => At(w.Running, lane))) is { } cutoff)
                total += await AgainAsync(connection, lane, cutoff, cancellationToken);
        if (total == 0) return 0;
        _signal.Set();
        _logger.LogWarning("{Count} messages were lost by the broker, or lie in a lane that is no more, and are published again", total);
        return total;
    }

    private static DateTime? At(DateTime?[] lanes, int lane) => lane < lanes.Length ? lanes[lane] : null;

    private async Task<List<(DateTime?[] Claimed, DateTime?[] Running)>> WorkersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(WorkersSql, connection), [_options.StaleAfter]);
        return await command.ListAsync(row => (row.GetFieldValue<DateTime?[]>(0), row.GetFieldValue<DateTime?[]>(1)), cancellationToken);
    }

    private async Task<int> AgainAsync(NpgsqlConnection connection, int lane, DateTime cutoff, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(AgainSql, connection), [(short)lane, cutoff, _options.LostAfter, Limit]);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
