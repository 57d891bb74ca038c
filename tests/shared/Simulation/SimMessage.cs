namespace Pipeline.Tests.Simulation;

/// <summary>A message on its way.</summary>
/// <param name="Row">What it refers to; of the row as it was published.</param>
/// <param name="Lone">It says so itself.</param>
internal sealed record SimMessage(SimRow Row, bool Lone)
{
    /// <summary>What the host counts in its header.</summary>
    public int Requeues { get; init; }
}
