using Pipeline.Emulator.Triggers.Durable.Replay;

namespace Pipeline.Emulator.Triggers.Durable.Engine;

/// <summary>Puts timers into the inbox when they are due.</summary>
internal sealed class TimerQueue : IAsyncDisposable
{
    // What a timer takes at once is bounded by some 49 days.
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(24);

    private readonly PriorityQueue<(Guid Execution, int TaskId), DateTime> _waiting = new();
    private readonly Lock _sync = new();
    private readonly Inbox _inbox;
    private readonly TimeProvider _time;
    private readonly ITimer _alarm;

    public TimerQueue(Inbox inbox, TimeProvider time)
    {
        (_inbox, _time) = (inbox, time);
        _alarm = time.CreateTimer(_ => FireDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A timer that is added twice fires twice; the history tells the second one.</summary>
    public void Add(Guid execution, HistoryEvent.TimerCreated timer)
    {
        lock (_sync)
        {
            _waiting.Enqueue((execution, timer.TaskId), timer.FireAt);
            if (_waiting.Peek() == (execution, timer.TaskId)) SetAlarm();
        }
    }

    public ValueTask DisposeAsync() => _alarm.DisposeAsync();

    private void FireDue()
    {
        lock (_sync)
        {
            var now = _time.GetUtcNow().UtcDateTime;
            while (_waiting.TryPeek(out var due, out var at) && at <= now)
            {
                _waiting.Dequeue();
                _inbox.Add(due.Execution, new HistoryEvent.TimerFired(due.TaskId));
            }
            SetAlarm();
        }
    }

    private void SetAlarm()
    {
        if (!_waiting.TryPeek(out _, out var at)) return;
        // A timer has whole milliseconds: rounded up, so that it does not wake just before.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling((at - _time.GetUtcNow().UtcDateTime).TotalMilliseconds));
        _alarm.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < MaxWait ? wait : MaxWait, Timeout.InfiniteTimeSpan);
    }
}
