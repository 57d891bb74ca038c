namespace Pipeline.Flows;

/// <summary>Members of a flow that have no outcome, nested flows among them.</summary>
/// <param name="Running">A worker has their message; or they are flows whose turn has come.</param>
/// <param name="Queued">To be published, or with the broker.</param>
/// <param name="Waiting">Put off, as for a retry.</param>
/// <param name="Held">Their turn has not come.</param>
public sealed record FlowTreeMembers(int Running, int Queued, int Waiting, int Held);
