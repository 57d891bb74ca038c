namespace Pipeline.Chaos.Work;

/// <summary>An accepted job, or a flow.</summary>
/// <param name="Id">The job's, or the flow's.</param>
/// <param name="Kind">Which job it is; <see cref="Chord"/> or <see cref="Flow"/> for a flow.</param>
/// <param name="Expected">How it is to end.</param>
/// <param name="FlowId">The flow that a job belongs to.</param>
internal sealed record LedgerLine(Guid Id, string Kind, string Expected, Guid? FlowId)
{
    public const string Chord = "chord";

    /// <summary>A flow of which nothing but its end is known.</summary>
    public const string Flow = "flow";

    public bool IsJob => Kind is not (Chord or Flow);
}
