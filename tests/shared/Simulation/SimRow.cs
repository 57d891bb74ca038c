namespace Pipeline.Tests.Simulation;

/// <summary>A row of <c>pipeline.outbox</c>.</summary>
internal sealed class SimRow(int number, IReadOnlyList<SimJob> jobs)
{
    public int Number => number;

    public IReadOnlyList<SimJob> Jobs => jobs;

    public bool Lone { get; init; }
    public DateTime DueAt { get; set; }
    public DateTime? ExpiresAt { get; init; }
    public SimProcess? TakenBy { get; set; }
    public DateTime? TakenUntil { get; set; }
    public int Lane { get; set; } = -1;
    public DateTime? PublishedAt { get; set; }
    public int Republished { get; set; }
    public object? Token { get; set; }
    public SimProcess? Owner { get; set; }
    public bool Alone { get; set; }

    /// <summary>The row is deleted.</summary>
    public bool IsGone { get; set; }

    /// <summary>Transactions that hold it <c>for share</c>.</summary>
    public List<SimTransaction> Locks { get; } = [];

    /// <summary>Of the world: the broker has confirmed and routed a message of it.</summary>
    public bool WasConfirmed { get; set; }

    public bool IsLimited => jobs[0].Kind.Definition.RateLimit is not null;

    public bool IsLocked => Locks.Any(l => l.IsOpen);

    public override string ToString() => $"row {number}{(Lone ? " lone" : "")}";
}
