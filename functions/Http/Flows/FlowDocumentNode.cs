using Pipeline.Flows;

namespace Pipeline.Functions.Http.Flows;

/// <summary>A flow in another one, as the API shows it; of those in it there may be more than <paramref name="Flows"/>: ask for the flow itself.</summary>
public sealed record FlowDocumentNode(
    Guid Id, int Place, string Name, string Kind, string Status, string Stage, string? Result,
    DateTimeOffset? BeganAt, DateTimeOffset? ClosedAt, DateTimeOffset? FinishedAt, FlowDocumentJobs Jobs, int Total, IReadOnlyList<FlowDocumentNode> Flows)
{
    internal static FlowDocumentNode Of(FlowTreeNode node) => new(
        node.Id, node.Place, node.Name, node.Kind, node.Status, FlowWords.Of(node.Stage), FlowWords.Of(node.Result), node.BeganAt, node.ClosedAt, node.FinishedAt,
        new(node.Total, node.Succeeded, node.Dead, node.Cancelled, node.Expired, node.Open), node.Nested, [.. node.Flows.Select(Of)]);
}
