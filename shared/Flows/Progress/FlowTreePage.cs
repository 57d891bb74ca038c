namespace Pipeline.Flows;

/// <summary>Some of the flows that lie in a flow.</summary>
/// <param name="Flows">In the order of their places.</param>
/// <param name="Total">How many lie directly in it.</param>
/// <param name="Next">What the next page comes after; null where there is none.</param>
public sealed record FlowTreePage(IReadOnlyList<FlowTreeNode> Flows, int Total, int? Next);
