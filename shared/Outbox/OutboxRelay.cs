using Microsoft.Extensions.Logging;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Pipeline.Telemetry.Metrics;

namespace Pipeline.Outbox;

/// <summary>
/// Moves committed outbox rows to RabbitMQ: takes rows by a committed mark, publishes with confirms while no transaction is open,
/// and marks what was confirmed and routed. A relay that dies leaves its rows to others when its time is over; one that lives takes again at once what it may have taken
/// without knowing, as when the answer was lost. A message sent twice is harmless.
/// </summary>
public sealed class OutboxRelay : IAsyncDisposable
{
    // How often held rows are looked at.
    private static readonly TimeSpan HeldPause = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a busy relay lets rows gather.</summary>
    internal static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(10);

    private readonly OutboxTable _table;
    private readonly RateLimitTable _limits;
    private readonly JobPublisher _publisher;
    private readonly Topology _topology;
    private readonly PipelineMetrics _metrics;
    private readonly PipelineOptions _options;
    private readonly ILogger<OutboxRelay> _logger;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly LaneChoice _lanes;
    private readonly LaneConsumers _consumers;
    private readonly LaneBacklog _backlog;
    private readonly MergeSizes _sizes;
    private readonly TimeProvider _time;

    // Marks of takes by which rows may still be taken that this relay does not work on, and since when.
    private readonly Dictionary<Guid, long> _doubted = [];
    private readonly LaneQueues _queues;
    private bool _held;

    // Rows came faster than one by one, so that it is worth to ask whether the lanes need any.
    private bool _busy;
    private bool _waits;

    internal OutboxRelay(
        OutboxTable table, RateLimitTable limits, JobPublisher publisher, LaneConsumers consumers, LaneBacklog backlog, MergeSizes sizes, Topology topology,
        PipelineMetrics metrics, PipelineOptions options, Jitter jitter, TimeProvider time, ILogger<OutboxRelay> logger)
    {
        (_table, _limits, _publisher, _consumers, _backlog, _sizes, _topology, _metrics, _options, _time, _logger) =
            (table, limits, publisher, consumers, backlog, sizes, topology, metrics, options, time, logger);
        (_lanes, _queues) = (new(options.Lanes, jitter, time), LaneQueues.Of(options));
    }

    /// <summary>Publishes what is due, until nothing is.</summary>
    /// <returns>How many messages were confirmed.</returns>
    /// <exception cref="RelayStalledException">The broker took none of them.</exception>
    /// <exception cref="BrokerBlockedException">It takes none until its alarm is over.</exception>
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

    /// <summary>More rows come than one at a time: what comes within <see cref="BusyPause"/> may go together.</summary>
    internal bool IsBusy => _busy;

    /// <summary>How long until there is something to do, at most the poll interval.</summary>
    public async Task<TimeSpan> IdleTimeAsync(CancellationToken cancellationToken) =>
        _waits ? TimeSpan.Zero : _held ? HeldPause : await _table.NextDueAsync(cancellationToken) is { } due && due < _options.RelayPoll ? due : _options.RelayPoll;

    // While the broker confirms a chunk, the one before it is marked, the next one is sent, and the one after that is taken.
    private async Task<int> PublishAllAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        var marking = Task.FromResult(0);
        var next = TakeAsync(cancellationToken);
        Sent? before = null, sent = null;
        try
        {
            for (var taken = await next; taken.Rows.Count > 0 || before is not null; taken = await next)
            {
                next = taken.Rows.Count < _options.RelayChunk ? Task.FromResult(new Taken(Guid.Empty, [])) : TakeAsync(cancellationToken);
                if (taken.Rows.Count > 0) sent = await SendAsync(taken, cancellationToken);
                if (before is not null)
                {
                    var results = await _publisher.ConfirmedAsync(before.Messages, cancellationToken);
                    var stalled = !results.Contains(PublishResult.Confirmed);
                    if (stalled) cancellationToken.ThrowIfCancellationRequested();
                    total += await marking;
                    Learn(before.Messages.Messages, results);
                    marking = SettleAsync(before, results);
                    before = null;
                    if (stalled) _publisher.ThrowIfBlocked();
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

    private async Task<Taken> TakeAsync(CancellationToken cancellationToken)
    {
        var mark = Guid.NewGuid();
        try
        {
            var doubted = Doubted();
            var merged = await _sizes.ReadAsync(cancellationToken);
            var merges = merged.Names.Length > 0;
            // Without anything to merge, waiting gains nothing.
            _busy &= merges;
            _waits = _busy && await _backlog.IsEnoughAsync(cancellationToken);
            var rows = await _table.TakeAsync(
                new(mark, _options.RelayLease, _options.RelayChunk)
                {
                    Doubted = doubted,
                    UrgentOnly = _waits,
                    Merged = merged,
                    Messages = _options.Lanes * LaneBacklog.Enough,
                },
                cancellationToken);
            _busy = merges && (_waits || rows.Count(r => !r.Urgent) > 1);
            (var limited, _held) = await _limits.TakeAsync(mark, _options.RelayLease, _options.RelayChunk, doubted, cancellationToken);
            rows.AddRange(limited);
            return new(mark, rows);
        }
        catch
        {
            Doubt(mark);
            throw;
        }
    }

    // The server may come to a statement after its client has given up: a mark is in doubt for as long as rows may be taken by it.
    private Guid[] Doubted()
    {
        lock (_doubted)
        {
            foreach (var (mark, since) in _doubted)
                if (_time.GetElapsedTime(since) > _options.RelayLease * 2) _doubted.Remove(mark);
            return [.. _doubted.Keys];
        }
    }

    private void Doubt(Guid mark)
    {
        lock (_doubted) _doubted[mark] = _time.GetTimestamp();
    }

    private async Task<Sent> SendAsync(Taken taken, CancellationToken cancellationToken)
    {
        try
        {
            var messages = new List<OutgoingMessage>(taken.Rows.Count);
            foreach (var row in taken.Rows)
                messages.Add(Message(row, row.Wake is null ? await LaneAsync(row.Urgent, cancellationToken) : LaneQueues.Flows));
            return new(taken.Mark, await _publisher.SendAsync(messages, cancellationToken));
        }
        catch
        {
            await GiveBackAsync(taken.Mark, taken.Rows.Select(r => r.Id));
            throw;
        }
    }

    // Where no lane has a consumer the choice falls on one that is known to have none.
    private async ValueTask<int> LaneAsync(bool urgent, CancellationToken cancellationToken)
    {
        for (var looks = 0; looks <= LaneQueues.Urgent; looks++)
        {
            var lane = _lanes.For(urgent);
            if (!_lanes.IsServed(lane)) return lane;
            try
            {
                if (await _consumers.AnyAsync(lane, cancellationToken)) return lane;
                _lanes.Unserved(lane);
            }
            catch (TimeoutException)
            {
                PassOver(lane);
            }
        }
        return _lanes.For(urgent);
    }

    private async Task GiveBackAsync(Task<Taken> taking)
    {
        await ((Task)taking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (taking.IsCompletedSuccessfully) await GiveBackAsync(taking.Result.Mark, taking.Result.Rows.Select(r => r.Id));
    }

    private Task GiveBackAsync(Sent? sent) => sent is null ? Task.CompletedTask : GiveBackAsync(sent.Mark, sent.Messages.Messages.Select(m => m.Id));

    private async Task GiveBackAsync(Guid mark, IEnumerable<Guid> rows)
    {
        Guid[] ids = [.. rows];
        if (ids.Length == 0) return;
        try
        {
            await _table.GiveBackAsync(mark, ids, CancellationToken.None);
        }
        catch (Exception e)
        {
            // Whatever else has to be given back must be as well.
            Doubt(mark);
            _logger.LogWarning("{Count} messages are taken again with the next look: {Error}", ids.Length, e.Message);
        }
    }

    // Not cancellable: what the broker has confirmed is to be marked, or it is sent twice for nothing.
    private async Task<int> SettleAsync(Sent sent, PublishResult[] results)
    {
        var messages = sent.Messages.Messages;
        var confirmed = messages.Where((_, i) => results[i] == PublishResult.Confirmed).ToList();
        try
        {
            await MarkAsync(sent.Mark, confirmed);
        }
        catch
        {
            Doubt(sent.Mark);
            throw;
        }
        _metrics.Published(confirmed.Count);
        if (confirmed.Count == messages.Count) return confirmed.Count;

        await GiveBackAsync(sent.Mark, messages.Where((_, i) => results[i] != PublishResult.Confirmed).Select(m => m.Id));
        if (results.Contains(PublishResult.Unroutable))
        {
            _logger.LogWarning("{Count} messages found no queue; declaring the lanes again", results.Count(r => r == PublishResult.Unroutable));
            await _topology.DeclareAsync(CancellationToken.None);
        }
        return confirmed.Count;
    }

    private async Task MarkAsync(Guid mark, List<OutgoingMessage> confirmed)
    {
        var jobs = confirmed.FindAll(m => m.Lane != LaneQueues.Flows);
        if (jobs.Count > 0)
            await _table.PublishedAsync(mark, jobs.ConvertAll(m => m.Id).ToArray(), jobs.ConvertAll(m => (short)m.Lane).ToArray(), CancellationToken.None);
        if (jobs.Count < confirmed.Count)
            await _table.ForgetAsync(mark, confirmed.FindAll(m => m.Lane == LaneQueues.Flows).ConvertAll(m => m.Id).ToArray(), CancellationToken.None);
    }

    private static OutgoingMessage Message(TakenRow row, int lane) =>
        new(row.Id, lane, row.Wake is { } flow ? new FlowMessage(row.Id, flow).ToBytes() : new JobMessage(row.Id, row.Jobs, row.Lone).ToBytes(), row.TraceParent);

    private void Learn(IReadOnlyList<OutgoingMessage> messages, PublishResult[] results)
    {
        var silent = new HashSet<int>();
        for (var i = 0; i < results.Length; i++)
            if (messages[i].Lane == LaneQueues.Flows) continue;
            else if (results[i] == PublishResult.Confirmed) _lanes.Answered(messages[i].Lane);
            else if (results[i] == PublishResult.Unanswered) silent.Add(messages[i].Lane);
        // What is missing is declared again, and may have lost its consumer.
        for (var i = 0; i < results.Length; i++)
            if (results[i] == PublishResult.Unroutable) _consumers.Forget();
        foreach (var lane in silent)
            PassOver(lane);
    }

    private void PassOver(int lane) => _logger.LogWarning(
        "Queue {Queue} leaves messages unanswered: none is sent there for {Pause}. Where it stays so, delete the queue; it is declared anew.",
        _queues.Lane(lane), _lanes.Unanswered(lane));

    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        await _consumers.DisposeAsync();
        _oneAtATime.Dispose();
    }

    private sealed record Taken(Guid Mark, List<TakenRow> Rows);

    private sealed record Sent(Guid Mark, SentMessages Messages);
}
