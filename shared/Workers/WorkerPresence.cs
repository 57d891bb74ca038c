using System.Collections.Concurrent;
using Pipeline.Messaging;

namespace Pipeline.Workers;

/// <summary>This process as an owner of jobs: one incarnation with a heartbeat, by which others know that it lives.</summary>
public sealed class WorkerPresence
{
    private readonly WorkerTable _table;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Guid, byte> _givenUp = [];
    private readonly SemaphoreSlim _beating = new(1, 1);
    private readonly string _host = $"{Environment.MachineName}/{Environment.ProcessId}";
    private long? _lastBeat;
    private long? _steadySince;

    internal WorkerPresence(WorkerTable table, WorkerId id, PipelineOptions options, TimeProvider time)
    {
        (_table, Id, _options, _time) = (table, id.Value, options, time);
        Lanes = new(LaneQueues.Urgent + 1);
    }

    public Guid Id { get; }

    internal LanePositions Lanes { get; }

    /// <summary>
    /// Whether this process may call others dead: its own heartbeats came through for as long as theirs may be missing.
    /// Right after an outage of the database, or after a freeze that hit all of them, everybody looks dead, and so does this one.
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
            var (claimed, running) = Lanes.Read();
            await _table.BeatAsync(Id, _host, claimed, running, cancellationToken);
            // Judged when the beat is through: one that hung says that the others' could not come through either.
            if (_lastBeat is not { } last || _time.GetElapsedTime(last) > _options.StaleAfter / 2) _steadySince = null;
            _lastBeat = _time.GetTimestamp();
            _steadySince ??= _lastBeat;
        }
        finally
        {
            _beating.Release();
        }
    }

    /// <summary>Returns the leases of runs that were given up.</summary>
    internal async Task ReturnAsync(CancellationToken cancellationToken)
    {
        var tokens = _givenUp.Keys.ToArray();
        if (tokens.Length == 0) return;
        await _table.ReturnAsync(Id, tokens, cancellationToken);
        foreach (var token in tokens)
            _givenUp.TryRemove(token, out _);
    }

    /// <summary>A lease whose run was given up, as when the database was away too long: it is returned as soon as that can be done.</summary>
    internal void GiveUp(Guid token) => _givenUp.TryAdd(token, 0);

    /// <summary>Lets go of everything, at shutdown.</summary>
    internal Task<int> ReleaseAsync(CancellationToken cancellationToken) => _table.ReleaseAsync(Id, cancellationToken);
}
