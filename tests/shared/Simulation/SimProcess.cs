using Pipeline.Workers;

namespace Pipeline.Tests.Simulation;

/// <summary>A worker's incarnation: what dies with it.</summary>
internal sealed class SimProcess(int number, SimWorld world)
{
    private static readonly PipelineOptions Options = SimSettings.Options;

    private readonly List<SimTransaction> _transactions = [];
    private DateTime? _lastBeat;
    private DateTime? _steadySince;

    public bool IsDead { get; set; }

    /// <summary>It was asked to end and takes nothing new.</summary>
    public bool IsStopping { get; set; }

    /// <summary>It has said so: what it leaves is not blamed on anybody.</summary>
    public bool HasLeft { get; set; }

    public DateTime FrozenUntil { get; set; }

    public LanePositions Lanes { get; } = new(world.Broker.Lanes);

    /// <summary>RunGate: how many run, and whether a lone one runs or waits for them to leave.</summary>
    public int Inside { get; set; }

    public bool LoneInside { get; set; }

    /// <summary>Tokens of runs that were given up.</summary>
    public List<object> GivenUp { get; } = [];

    // WorkerPresence.CanJudge
    public bool CanJudge => _steadySince is { } since && world.Now - since >= Options.StaleAfter && _lastBeat is { } last && world.Now - last < Options.StaleAfter;

    // WorkerPresence.EnsureFreshAsync
    public bool IsFresh => _lastBeat is { } last && world.Now - last < Options.StaleAfter / 2;

    // WorkerPresence.BeatAsync
    public bool Beat()
    {
        if (!world.Ask(() => world.Database.Beat(this), out _)) return false;
        if (_lastBeat is not { } last || world.Now - last > Options.StaleAfter / 2) _steadySince = null;
        _lastBeat = world.Now;
        _steadySince ??= _lastBeat;
        return true;
    }

    public SimTransaction Begin()
    {
        var transaction = new SimTransaction(this);
        _transactions.Add(transaction);
        return transaction;
    }

    /// <summary>The server ends its sessions, and rolls back what is open.</summary>
    public void CutSessions()
    {
        foreach (var transaction in _transactions) transaction.End();
        _transactions.Clear();
    }

    public override string ToString() => $"process {number}";
}
