using Microsoft.Extensions.Logging;
using Pipeline.Jobs;
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
        OutboxTable table, RateLimitTable limits, JobPublisher publisher, Topology topology, PipelineMetrics metrics, PipelineOptions options, Jitter jitter,
        TimeProvider time, ILogger<OutboxRelay> logger)
    {
        (_table, _limits, _publisher, _topology, _metrics, _options, _logger) = (table, limits, publisher, topology, metrics, options, logger);
        (_lanes, _queues) = (new(options.Lanes, jitter, time), LaneQueues.Of(options));
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

    // While the broker confirms a chunk, the one before it is marked, the next one is sent, and the one after that is taken.
    private async Task<int> PublishAllAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        var marking = Task.FromResult(0);
        var next = TakeAsync(cancellationToken);
        SentMessages? before = null, sent = null;
        try
        {
            for (var rows = await next; rows.Count > 0 || before is not null; rows = await next)
            {
                next = rows.Count < _options.RelayChunk ? Task.FromResult<List<TakenRow>>([]) : TakeAsync(cancellationToken);
                if (rows.Count > 0) sent = await SendAsync(rows.ConvertAll(Message), cancellationToken);
                if (before is not null)
                {
                    var results = await _publisher.ConfirmedAsync(before, cancellationToken);
                    var stalled = !results.Contains(PublishResult.Confirmed);
                    if (stalled) cancellationToken.ThrowIfCancellationRequested();
                    total += await marking;
                    Learn(before.Messages, results);
                    marking = SettleAsync(before.Messages, results);
                    before = null;
                    if (stalled) throw new RelayStalledException(results.Length);
                }
                (before, sent) = (sent, null);
            }
            return total + await marking;
        }
        catch
        {
            // What was sent may have arrived: sent once more, it is taken for a copy.
            await GiveBackAsync(before);
            await GiveBackAsync(sent);
            await GiveBackAsync(next);
            throw;
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

    private async Task<SentMessages> SendAsync(List<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        try
        {
            return await _publisher.SendAsync(messages, cancellationToken);
        }
        catch
        {
            await GiveBackAsync(messages);
            throw;
        }
    }

    private async Task GiveBackAsync(Task<List<TakenRow>> taking)
    {
        await ((Task)taking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (taking.IsCompletedSuccessfully && taking.Result.Count > 0)
            await _table.GiveBackAsync(_id, taking.Result.ConvertAll(r => r.Id).ToArray(), CancellationToken.None);
    }

    private Task GiveBackAsync(SentMessages? sent) => sent is null ? Task.CompletedTask : GiveBackAsync(sent.Messages);

    private Task GiveBackAsync(IReadOnlyList<OutgoingMessage> messages) => _table.GiveBackAsync(_id, [.. messages.Select(m => m.Id)], CancellationToken.None);

    // Not cancellable: what the broker has confirmed is to be marked, or it is sent twice for nothing.
    private async Task<int> SettleAsync(IReadOnlyList<OutgoingMessage> messages, PublishResult[] results)
    {
        var confirmed = messages.Where((_, i) => results[i] == PublishResult.Confirmed).ToList();
        var jobs = confirmed.FindAll(m => m.Lane != LaneQueues.Flows);
        if (jobs.Count > 0)
            await _table.PublishedAsync(_id, jobs.ConvertAll(m => m.Id).ToArray(), jobs.ConvertAll(m => (short)m.Lane).ToArray(), CancellationToken.None);
        if (jobs.Count < confirmed.Count)
            await _table.ForgetAsync(_id, confirmed.FindAll(m => m.Lane == LaneQueues.Flows).ConvertAll(m => m.Id).ToArray(), CancellationToken.None);
        _metrics.Published(confirmed.Count);
        if (confirmed.Count == messages.Count) return confirmed.Count;

        await GiveBackAsync([.. messages.Where((_, i) => results[i] != PublishResult.Confirmed)]);
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

    private void Learn(IReadOnlyList<OutgoingMessage> messages, PublishResult[] results)
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
