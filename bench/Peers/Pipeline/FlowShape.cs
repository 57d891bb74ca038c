using Pipeline.Bench.Work;
using Pipeline.Flows;

namespace Pipeline.Bench.Peers;

/// <summary>A flow, and what is written before it in the same transaction.</summary>
/// <param name="Flow">Of the records, or of references to them.</param>
/// <param name="Staging">Where the records go first.</param>
internal sealed record FlowShape(Func<Workload, Flow> Flow, Staging Staging = Staging.None)
{
    /// <summary>Whether its body says how many members succeeded.</summary>
    public bool HasBody { get; init; }

    /// <summary>The most records that it takes.</summary>
    public int Most { get; init; } = int.MaxValue;
}
