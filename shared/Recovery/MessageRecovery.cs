using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Database;
using Pipeline.Messaging;
using Pipeline.Outbox;
using Pipeline.Running;
using Pipeline.Workers;

namespace Pipeline.Recovery;

/// <summary>
/// Finds published messages that the broker lost, as when a queue was purged or deleted, and those that a consumer holds without a worker, and publishes them again.
/// Those that went the same way before are run here, without the broker.
/// </summary>
public sealed class MessageRecovery
{
    private const int Limit = 1_000;

    // So many of a lane's messages are run here in a round, and for so long.
    private const int Few = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    // Who has not beaten since the clock was set back is no more alive than who is late.
    private const string WorkersSql = """
        select claimed, running, served, started_at from pipeline.worker
        where released_at is null and heartbeat_at > now() - $1 and heartbeat_at <= now() + $1 and id <> $2
        """;

    // What is published later than now was published before the clock was set back, and would be young for as long.
    private const string AheadSql = """
        update pipeline.outbox set published_at = now()
        where id = any(array(
            select m.id from generate_series(0, $2) as l(lane), lateral (
                select id from pipeline.outbox
                where token is null and lane = l.lane::smallint and published_at > now() + $1 order by published_at desc limit $3 for update skip locked) m))
        """;

    // A look into the index for each lane there may be.
    private const string AnySql = """
        select now() from generate_series(0, $2) as l(lane), lateral (
            select from pipeline.outbox where token is null and lane = l.lane::smallint and published_at < now() - $1 order by published_at limit 1) old
        limit 1
        """;

    // Bounded by the index on (lane, published_at): the oldest first, and none that is younger than the evidence.
    private const string LostSql = """
        select id from pipeline.outbox
        where token is null and lane = $1 and published_at < $2 - $3 and published_at < $2 - $3 * power(2, republished)
        order by published_at limit $4 for update skip locked
        """;

    private const string AgainSql = $"""
        update pipeline.outbox set published_at = null, taken_by = null, taken_until = null, due_at = least(due_at, now()), republished = least(republished + 1, 12)
        where id = any(array({LostSql})) returning id, jobs, lone, republished
        """;

    // A lane beyond the setting has no function any more.
    private const string BeyondSql = """
        update pipeline.outbox set published_at = null, taken_by = null, taken_until = null, due_at = least(due_at, now())
        where id = any(array(
            select id from pipeline.outbox where token is null and lane >= $1 and lane < $4 and published_at < now() - $2 order by published_at limit $3 for update skip locked))
        """;

    private readonly PipelineDatabase _database;
    private readonly Topology _topology;
    private readonly OutboxSignal _signal;
    private readonly JobProcessor _jobs;
    private readonly WorkerPresence _worker;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<MessageRecovery> _logger;

    internal MessageRecovery(
        PipelineDatabase database, Topology topology, OutboxSignal signal, JobProcessor jobs, WorkerPresence worker, PipelineOptions options, TimeProvider time,
        ILogger<MessageRecovery> logger) =>
        (_database, _topology, _signal, _jobs, _worker, _options, _time, _logger) = (database, topology, signal, jobs, worker, options, time, logger);

    /// <summary>One bounded round over all lanes.</summary>
    /// <returns>How many messages it published again.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var lost = await PublishAgainAsync(cancellationToken);
        if (lost.Total == 0) return 0;
        _signal.Set();
        _logger.LogWarning("{Count} messages were lost by the broker, or by a consumer without a worker, and are published again", lost.Total);
        await Task.WhenAll(lost.Again.GroupBy(m => m.Lane).Select(lane => RunAsync([.. lane.Take(Few)], cancellationToken)));
        return lost.Total;
    }

    private async Task<(int Total, List<LostMessage> Again)> PublishAgainAsync(CancellationToken cancellationToken)
    {
        var again = new List<LostMessage>();
        await using var connection = await _database.Own.OpenConnectionAsync(cancellationToken);
        await using var ahead = PipelineDatabase.With(new(AheadSql, connection), [_options.LostAfter, LaneQueues.Urgent, Limit]);
        await ahead.ExecuteNonQueryAsync(cancellationToken);
        await using var any = PipelineDatabase.With(new(AnySql, connection), [_options.LostAfter, LaneQueues.Urgent]);
        if (await any.ExecuteScalarAsync(cancellationToken) is not DateTime now) return (0, again);

        // The order matters: the clock first, then the queues, then the workers, so that whatever moves meanwhile looks younger.
        var queues = await _topology.QueuesAsync(cancellationToken);
        var workers = await WorkersAsync(connection, now, cancellationToken);
        if (queues.Values.Contains(null)) await _topology.DeclareAsync(cancellationToken);
        await using var beyond = PipelineDatabase.With(new(BeyondSql, connection), [(short)_options.Lanes, _options.LostAfter, Limit, (short)LaneQueues.Urgent]);
        var total = await beyond.ExecuteNonQueryAsync(cancellationToken);
        foreach (var (lane, queue) in queues.Where(q => q.Key <= LaneQueues.Urgent))
        {
            var isMute = LaneEvidence.IsMute(now, queue?.Consumers ?? 0, [.. workers.Select(w => At(w.Served, lane) ?? w.StartedAt)], _options.LostAfter);
            if (LaneEvidence.Cutoff(now, queue?.Messages, isMute, workers.Select(w => At(w.Claimed, lane)), workers.Select(w => At(w.Running, lane))) is not { } cutoff
                || cutoff == DateTime.MinValue) continue;
            if (isMute) _logger.LogWarning("Queue {Queue} has consumers that bring its messages to no worker", LaneQueues.Of(_options).Lane(lane));
            var lost = await AgainAsync(connection, lane, cutoff, cancellationToken);
            total += lost.Count;
            again.AddRange(lost.Where(m => m.Times > 1));
        }
        return (total, again);
    }

    private static DateTime? At(DateTime?[] lanes, int lane) => lane < lanes.Length ? lanes[lane] : null;

    // Of itself a process knows more than its last heartbeat says.
    private async Task<List<WorkerLanes>> WorkersAsync(NpgsqlConnection connection, DateTime now, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(WorkersSql, connection), [_options.StaleAfter, _worker.Id]);
        var workers = await command.ListAsync(row => new WorkerLanes(
            row.GetTimes(0), row.GetTimes(1), row.GetTimes(2), row.GetTime(3)), cancellationToken);
        var (claimed, running) = _worker.Lanes.Read();
        workers.Add(new(claimed, running, Array.ConvertAll(_worker.Lanes.ReadIdle(), idle => now - idle), now - _worker.Age));
        return workers;
    }

    private async Task<List<LostMessage>> AgainAsync(NpgsqlConnection connection, int lane, DateTime cutoff, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(AgainSql, connection), [(short)lane, cutoff, _options.LostAfter, Limit]);
        return await command.ListAsync(row => new LostMessage(lane, new(row.GetGuid(0), row.GetFieldValue<Guid[]>(1), row.GetBoolean(2)), row.GetInt16(3)), cancellationToken);
    }

    // Published as well: whichever copy comes second is dropped.
    private async Task RunAsync(List<LostMessage> messages, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        foreach (var message in messages.TakeWhile(_ => _time.GetElapsedTime(started) < Longest))
            await _jobs.ProcessAsync(message.Lane, message.Message.ToBytes(), cancellationToken);
    }

    private sealed record WorkerLanes(DateTime?[] Claimed, DateTime?[] Running, DateTime?[] Served, DateTime StartedAt);

    private sealed record LostMessage(int Lane, JobMessage Message, short Times);
}
