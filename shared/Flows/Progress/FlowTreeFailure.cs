namespace Pipeline.Flows;

/// <summary>A job of a flow that did not succeed.</summary>
/// <param name="Job">Its id.</param>
/// <param name="Place">From 0; -1 for the body, -2 for the error callback.</param>
/// <param name="Type">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Status"><c>dead</c> or <c>expired</c>.</param>
/// <param name="Generation">How often it was replayed.</param>
/// <param name="Error">Why.</param>
public sealed record FlowTreeFailure(Guid Job, int Place, string Type, int Version, string Status, int Generation, string? Error);
