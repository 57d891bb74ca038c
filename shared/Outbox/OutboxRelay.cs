using Microsoft.Extensions.Logging;
using Pipeline.Messaging;
using Pipeline.Telemetry.Metrics;

namespace Pipeline.Outbox;

/// <summary>
/// Moves committed outbox rows to RabbitMQ: takes rows by a committed mark, publishes with confirms while no transaction is open,
/// and marks what was confirmed and routed. A relay that dies leaves its rows to others when its time is over; a message sent twice is harmless.
/// </summary>
public sealed class OutboxRelay : IAsyncDisposable
{
    // How often held rows are looked at.
    private static readonly TimeSpan HeldPause = TimeSpan.FromMilliseconds(50);

    private readonly OutboxTable _table;
    private readonly RateLimitTable _limits;
    private readonly JobPublisher _publisher;
    private readonly Topology _topology;
    private readonly PipelineMetrics _metrics;
    private readonly PipelineOptions _options;
    private readonly ILogger<OutboxRelay> _logger;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Guid _id = Guid.NewGuid();
    private readonly LaneChoice _lanes;
    private readonly LaneQueues _queues;
    private bool _held;

    internal OutboxRelay(
        OutboxTable table, RateLimitTable limits, JobPublisher publisher, Topology topology, PipelineMetrics metrics, PipelineOptions options, TimeProvider time,
        ILogger<OutboxRelay> logger)
    {
        (_table, _limits, _publisher, _topology, _metrics, _options, _logger) = (table, limits, publisher, topology, metrics, options, logger);
        (_lanes, _queues) = (new(options.Lanes, time), LaneQueues.Of(options));
    }

    /// <summary>Publishes what is due, until nothing is.</summary>
    /// <returns>How many messages were confirmed.</returns>
    /// <exception cref="RelayStalledException">The broker took none of them.</exception>
    public async Task<int> PublishDueAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await PublishAllAsync(cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>How long until there is something to do, at most the poll interval.</summary>
    public async Task<TimeSpan> IdleTimeAsync(CancellationToken cancellationToken) =>
        _held ? HeldPause : await _table.NextDueAsync(cancellationToken) is { } due && due < _options.RelayPoll ? due : _options.RelayPoll;

    // While the broker confirms a chunk, the one before it is marked and the one after it is taken.
    private async Task<int> PublishAllAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        var marking = Task.FromResult(0);
        try
        {
            for (var rows = await TakeAsync(cancellationToken); rows.Count > 0;)
            {
                var next = rows.Count < _options.RelayChunk ? Task.FromResult<List<TakenRow>>([]) : TakeAsync(cancellationToken);
                try
                {
                    var messages = rows.ConvertAll(Message);
                    var results = await SendAsync(messages, cancellationToken);
                    total += await marking;
                    Learn(messages, results);
                    marking = SettleAsync(messages, results);
                    if (!results.Contains(PublishResult.Confirmed)) throw new RelayStalledException(rows.Count);
                }
                catch
                {
                    await GiveBackAsync(next);
                    throw;
                }
                rows = await next;
            }
            return total + await marking;
        }
        finally
        {
            await ((Task)marking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<List<TakenRow>> TakeAsync(CancellationToken cancellationToken)
    {
        var rows = await _table.TakeAsync(_id, _options.RelayLease, _options.RelayChunk, cancellationToken);
        (var limited, _held) = await _limits.TakeAsync(_id, _options.RelayLease, _options.RelayChunk, cancellationToken);
        rows.AddRange(limited);
        return rows;
    }

    private async Task<PublishResult[]> SendAsync(List<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        try
        {
            var results = await _publisher.PublishAsync(messages, cancellationToken);
            if (!results.Contains(PublishResult.Confirmed)) cancellationToken.ThrowIfCancellationRequested();
            return results;
        }
        catch
        {
            await _table.GiveBackAsync(_id, messages.ConvertAll(m => m.Id).ToArray(), CancellationToken.None);
            throw;
        }
    }

    private async Task GiveBackAsync(Task<List<TakenRow>> taking)
    {
        await ((Task)taking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (taking.IsCompletedSuccessfully && taking.Result.Count > 0)
            await _table.GiveBackAsync(_id, taking.Result.ConvertAll(r => r.Id).ToArray(), CancellationToken.None);
    }

    // Not cancellable: what the broker has confirmed is to be marked, or it is sent twice for nothing.
    private async Task<int> SettleAsync(List<OutgoingMessage> messages, PublishResult[] results)
    {
        var confirmed = messages.Where((_, i) => results[i] == PublishResult.Confirmed).ToList();
        var jobs = confirmed.FindAll(m => m.Lane != LaneQueues.Flows);
        if (jobs.Count > 0)
            await _table.PublishedAsync(_id, jobs.ConvertAll(m => m.Id).ToArray(), jobs.ConvertAll(m => (short)m.Lane).ToArray(), CancellationToken.None);
        if (jobs.Count < confirmed.Count)
            await _table.ForgetAsync(_id, confirmed.FindAll(m => m.Lane == LaneQueues.Flows).ConvertAll(m => m.Id).ToArray(), CancellationToken.None);
        _metrics.Published(confirmed.Count);
        if (confirmed.Count == messages.Count) return confirmed.Count;

        await _table.GiveBackAsync(_id, messages.Where((_, i) => results[i] != PublishResult.Confirmed).Select(m => m.Id).ToArray(), CancellationToken.None);
        if (results.Contains(PublishResult.Unroutable))
        {
            _logger.LogWarning("{Count} messages found no queue; declaring the lanes again", results.Count(r => r == PublishResult.Unroutable));
            await _topology.DeclareAsync(CancellationToken.None);
        }
        return confirmed.Count;
    }

    private OutgoingMessage Message(TakenRow row) => row.Wake is { } flow
        ? new(row.Id, LaneQueues.Flows, new FlowMessage(row.Id, flow).ToBytes(), row.TraceParent)
        : new(row.Id, _lanes.For(row.Urgent), new JobMessage(row.Id, row.Jobs, row.Lone).ToBytes(), row.TraceParent);

    private void Learn(List<OutgoingMessage> messages, PublishResult[] results)
    {
        var silent = new HashSet<int>();
        for (var i = 0; i < results.Length; i++)
            if (messages[i].Lane == LaneQueues.Flows) continue;
            else if (results[i] == PublishResult.Confirmed) _lanes.Answered(messages[i].Lane);
            else if (results[i] == PublishResult.Unanswered) silent.Add(messages[i].Lane);
        foreach (var lane in silent)
            _logger.LogWarning(
                "Queue {Queue} leaves messages unanswered: none is sent there for {Pause}. Where it stays so, delete the queue; it is declared anew.",
                _queues.Lane(lane), _lanes.Unanswered(lane));
    }

    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        _oneAtATime.Dispose();
    }
}
