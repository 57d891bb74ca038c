namespace Pipeline.Workers;

/// <summary>
/// What this worker knows of each lane, for the heartbeat: the newest message it claimed, and the oldest that it runs now, by when they were
/// published. A lane is first in, first out, so that an older message that is neither waiting nor behind a running one is gone.
/// </summary>
internal sealed class LanePositions(int lanes)
{
    private readonly Lock _lock = new();
    private readonly DateTime?[] _claimed = new DateTime?[lanes];
    private readonly List<DateTime>[] _running = [.. Enumerable.Range(0, lanes).Select(_ => new List<DateTime>())];

    /// <summary>A message is claimed and runs until the result is disposed.</summary>
    public IDisposable Run(int lane, DateTime publishedAt)
    {
        lock (_lock)
        {
            if (_claimed[lane] is not { } newest || newest < publishedAt) _claimed[lane] = publishedAt;
            _running[lane].Add(publishedAt);
        }
        return new Ended(this, lane, publishedAt);
    }

    public (DateTime?[] Claimed, DateTime?[] Running) Read()
    {
        lock (_lock)
            return ([.. _claimed], [.. _running.Select(r => r.Count == 0 ? (DateTime?)null : r.Min())]);
    }

    private sealed class Ended(LanePositions positions, int lane, DateTime publishedAt) : IDisposable
    {
        public void Dispose()
        {
            lock (positions._lock)
                positions._running[lane].Remove(publishedAt);
        }
    }
}
