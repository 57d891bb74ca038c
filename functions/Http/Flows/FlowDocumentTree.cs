using Pipeline.Flows;

namespace Pipeline.Functions.Http.Flows;

/// <summary>A page of the flows that lie in a flow.</summary>
/// <param name="Total">How many lie directly in it.</param>
/// <param name="Next">The <c>after</c> of the next page; null where there is none.</param>
/// <param name="Flows">In the order of their places.</param>
public sealed record FlowDocumentTree(int Total, int? Next, IReadOnlyList<FlowDocumentNode> Flows)
{
    internal static FlowDocumentTree Of(FlowTreePage page) => new(page.Total, page.Next, [.. page.Flows.Select(FlowDocumentNode.Of)]);
}
