using System.Collections.Concurrent;
using Pipeline.Messaging;

namespace Pipeline.Workers;

/// <summary>This process as an owner of jobs: one incarnation with a heartbeat, by which others know that it lives.</summary>
public sealed class WorkerPresence
{
    // Clocks of two machines go on a little apart, and a beat may wait for its connection.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    private readonly WorkerTable _table;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Guid, byte> _held = [];
    private readonly SemaphoreSlim _beating = new(1, 1);
    private readonly string _host = $"{Environment.MachineName}/{Environment.ProcessId}";
    private readonly long _started;
    private long? _lastBeat;
    private long? _steadySince;
    private DateTime _lastClock;

    internal WorkerPresence(WorkerTable table, WorkerId id, PipelineOptions options, TimeProvider time)
    {
        (_table, Id, _options, _time) = (table, id.Value, options, time);
        Lanes = new(LaneQueues.Urgent + 1, time);
        _started = time.GetTimestamp();
    }

    public Guid Id { get; }

    internal LanePositions Lanes { get; }

    /// <summary>For how long this process has been a worker.</summary>
    internal TimeSpan Age => _time.GetElapsedTime(_started);

    /// <summary>
    /// Whether this process may call others dead: its own heartbeats came through for as long as theirs may be missing.
    /// Right after an outage of the database, or after a freeze that hit all of them, everybody looks dead, and so does this one; and so it is after the
    /// database's clock was set. Once it is true, whoever lives has beaten by the clock as it is now.
    /// </summary>
    internal bool CanJudge => _steadySince is { } since && _time.GetElapsedTime(since) >= _options.StaleAfter && _lastBeat is { } last && _time.GetElapsedTime(last) < _options.StaleAfter;

    /// <summary>Makes sure that others do not take this worker for dead while it claims, as after a long freeze.</summary>
    internal Task EnsureFreshAsync(CancellationToken cancellationToken) =>
        _lastBeat is { } last && _time.GetElapsedTime(last) < _options.StaleAfter / 2 ? Task.CompletedTask : BeatAsync(cancellationToken);

    internal async Task BeatAsync(CancellationToken cancellationToken)
    {
        await _beating.WaitAsync(cancellationToken);
        try
        {
            var (now, owned) = await _table.BeatAsync(Id, _host, Lanes, cancellationToken);
            // Judged when the beat is through: one that hung says that the others' could not come through either.
            if (_lastBeat is not { } last || _time.GetElapsedTime(last) > _options.StaleAfter / 2 || IsSet(now, _time.GetElapsedTime(last))) _steadySince = null;
            (_lastBeat, _lastClock) = (_time.GetTimestamp(), now);
            _steadySince ??= _lastBeat;
            Lanes.ForgetAfter(now);
            await ReturnAsync(owned, cancellationToken);
        }
        finally
        {
            _beating.Release();
        }
    }

    /// <summary>
    /// Registers a token before the claim with it is sent, until the result is disposed. With every heartbeat the worker gives back what it owns by a token that is not
    /// registered: that it is alive says nothing of a claim whose answer was lost, or of one that a server which took over has and this process has ended.
    /// </summary>
    internal IDisposable Hold(Guid token)
    {
        _held[token] = 0;
        return new Held(this, token);
    }

    /// <summary>Gives back what this worker owns and does not hold.</summary>
    internal async Task ReturnAsync(CancellationToken cancellationToken) => await ReturnAsync(await _table.OwnedAsync(Id, cancellationToken), cancellationToken);

    // A token was registered before its claim could be read: what is not registered by now has ended.
    private async Task ReturnAsync(IEnumerable<Guid> owned, CancellationToken cancellationToken)
    {
        var strays = owned.Where(token => !_held.ContainsKey(token)).ToArray();
        if (strays.Length > 0) await _table.ReturnAsync(Id, strays, cancellationToken);
    }

    // Backwards, or by more than has passed here.
    private bool IsSet(DateTime clock, TimeSpan passed) =>
        clock < _lastClock || clock - _lastClock - passed > (_options.StaleAfter / 2 > Tolerance ? _options.StaleAfter / 2 : Tolerance);

    /// <summary>Lets go of everything, at shutdown.</summary>
    internal Task<int> ReleaseAsync(CancellationToken cancellationToken) => _table.ReleaseAsync(Id, cancellationToken);

    private sealed class Held(WorkerPresence worker, Guid token) : IDisposable
    {
        public void Dispose() => worker._held.TryRemove(token, out _);
    }
}
