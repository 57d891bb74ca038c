using Pipeline.Tests.Support;

namespace Pipeline.Tests;

/// <summary>Time that stands still until a test moves it: a limit of minutes is reached at once, and never by a slow machine.</summary>
internal sealed class ManualTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly HashSet<ManualTimer> _timers = [];
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(GetTimestamp());

    /// <summary>How many timers are set.</summary>
    public int Waiting
    {
        get { lock (_lock) return _timers.Count; }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (_lock)
        {
            _now += by.Ticks;
            due = _timers.Where(t => t.Due <= _now).ToList();
            _timers.ExceptWith(due);
        }
        foreach (var timer in due) timer.Fire();
    }

    /// <summary>Lets time go on, <paramref name="step"/> by step, while <paramref name="goesOn"/>, until <paramref name="work"/> has ended.</summary>
    public async Task PassUntilAsync(Task work, TimeSpan step, Func<bool>? goesOn = null)
    {
        bool Ended()
        {
            if (goesOn?.Invoke() ?? true) Advance(step);
            return work.IsCompleted;
        }
        await Eventually.TrueAsync(Ended, TimeSpan.FromSeconds(30), "the work has ended");
        await work;
    }

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        public long Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan) throw new NotSupportedException("A timer of manual time fires once.");
            lock (time._lock)
            {
                time._timers.Remove(this);
                Due = time._now + dueTime.Ticks;
                if (dueTime != Timeout.InfiniteTimeSpan) time._timers.Add(this);
            }
            return true;
        }

        public void Dispose()
        {
            lock (time._lock) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
