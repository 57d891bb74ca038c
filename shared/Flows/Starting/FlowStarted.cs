namespace Pipeline.Flows;

/// <summary>What starting a flow came to.</summary>
/// <param name="Id">The flow, or the one that has the idempotency key.</param>
/// <param name="IsNew">False: a flow with the key is there already, and nothing was written.</param>
/// <param name="Members">How many members the new one has.</param>
public readonly record struct FlowStarted(Guid Id, bool IsNew, int Members);
