namespace Pipeline.Flows;

/// <summary>A job's place in a flow as it is written.</summary>
/// <param name="FlowId">The flow.</param>
/// <param name="Index">From 0.</param>
/// <param name="Step">The same in a chain, whose jobs have a message each; null otherwise.</param>
/// <param name="Held">Its turn has not come.</param>
/// <param name="MaxParallel">The flow's, which no message may exceed.</param>
internal readonly record struct FlowSlot(Guid FlowId, int Index, int? Step, bool Held, int MaxParallel);
