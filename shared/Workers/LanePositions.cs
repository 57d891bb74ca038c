namespace Pipeline.Workers;

/// <summary>
/// What this worker knows of each lane, for the heartbeat: the newest message it claimed, and the oldest that it runs now, by when they were
/// published. A lane is first in, first out, so that an older message that is neither waiting nor behind a running one is gone.
/// And for how long the lane has brought it nothing: a consumer that works would have taken what waits.
/// </summary>
internal sealed class LanePositions(int lanes, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly DateTime?[] _claimed = new DateTime?[lanes];
    private readonly List<DateTime>[] _running = [.. Enumerable.Range(0, lanes).Select(_ => new List<DateTime>())];
    private readonly int[] _delivered = new int[lanes];
    private readonly long?[] _served = new long?[lanes];

    /// <summary>A message was delivered, and is dealt with until the result is disposed.</summary>
    public IDisposable Deliver(int lane)
    {
        lock (_lock) _delivered[lane]++;
        return new Ended(() =>
        {
            lock (_lock)
            {
                _delivered[lane]--;
                _served[lane] = _time.GetTimestamp();
            }
        });
    }

    /// <summary>A message is claimed and runs until the result is disposed.</summary>
    public IDisposable Run(int lane, DateTime publishedAt)
    {
        lock (_lock)
        {
            if (_claimed[lane] is not { } newest || newest < publishedAt) _claimed[lane] = publishedAt;
            _running[lane].Add(publishedAt);
        }
        return new Ended(() =>
        {
            lock (_lock) _running[lane].Remove(publishedAt);
        });
    }

    /// <summary>Times ahead of the database's clock, which was set back: they say nothing of what is published by it from now on.</summary>
    public void ForgetAfter(DateTime now)
    {
        lock (_lock)
            for (var lane = 0; lane < _claimed.Length; lane++)
                if (_claimed[lane] > now) _claimed[lane] = null;
    }

    /// <returns>Of each lane the newest message claimed, and the oldest that runs now, which is the earliest time there is for one that is not claimed yet; null: none.</returns>
    public (DateTime?[] Claimed, DateTime?[] Running) Read()
    {
        lock (_lock)
            return ([.. _claimed], [.. Enumerable.Range(0, _running.Length).Select(Oldest)]);
    }

    /// <returns>How long ago each lane last brought something; null: never.</returns>
    public TimeSpan?[] ReadIdle()
    {
        lock (_lock)
            return [.. Enumerable.Range(0, _served.Length).Select(Idle)];
    }

    // What was delivered and waits for its claim may be older than all that is known.
    private DateTime? Oldest(int lane) =>
        _delivered[lane] > _running[lane].Count ? DateTime.MinValue : _running[lane].Count == 0 ? null : _running[lane].Min();

    private TimeSpan? Idle(int lane) =>
        _delivered[lane] > 0 || _running[lane].Count > 0 ? TimeSpan.Zero : _served[lane] is { } at ? _time.GetElapsedTime(at) : null;

    private sealed class Ended(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
