namespace Pipeline.Tests.Simulation;

/// <summary>A row of <c>pipeline.job</c>.</summary>
internal sealed class SimJob(int number, SimKind kind, DateTime createdAt)
{
    public int Number => number;

    public SimKind Kind => kind;

    /// <summary>Past this it does not start.</summary>
    public DateTime? ExpiresAt { get; set; } = kind.Definition.ExpiresAfter is { } time ? createdAt + time : null;

    public SimStatus Status { get; set; }
    public int Generation { get; set; }
    public int Attempt { get; set; }
    public int Interruptions { get; set; }
    public SimRow? Message { get; set; }

    /// <summary>Of the world, not of the row: lone runs of this generation during which their process died, or was taken for dead.</summary>
    public int LoneDeaths { get; set; }

    /// <summary>Of the world: outcomes and effects of each generation that were committed.</summary>
    public List<(int Ends, int Effects)> Generations { get; } = [(0, 0)];

    public override string ToString() => $"job {number} ({kind.Definition.Name}, {Status}, generation {Generation}, attempt {Attempt}, interruptions {Interruptions})";
}
