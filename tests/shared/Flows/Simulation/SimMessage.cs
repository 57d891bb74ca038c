namespace Pipeline.Tests.Flows.Simulation;

/// <summary>A row of the outbox.</summary>
internal sealed class SimMessage(int id, SimFlow flow, List<SimJob> jobs)
{
    public SimFlow Flow => flow;

    public List<SimJob> Jobs => jobs;

    /// <summary>Its place in a chain.</summary>
    public int? Step { get; init; }

    /// <summary>Due at infinity.</summary>
    public bool IsHeld { get; set; }

    /// <summary>A retry's time has come.</summary>
    public bool IsDue { get; set; } = true;

    public bool IsPublished { get; set; }

    /// <summary>Who leased it.</summary>
    public SimProcess? Token { get; set; }

    /// <summary>Its worker is in a transaction that locks it.</summary>
    public bool IsLocked { get; set; }

    public bool IsGone { get; set; }

    public override string ToString() => $"m{id}[{string.Join(' ', jobs)}]";
}
