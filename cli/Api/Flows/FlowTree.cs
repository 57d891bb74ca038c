using System.Text.Json;

namespace Pipeline.Cli.Api.Flows;

/// <summary>A page of the flows that lie in a flow.</summary>
internal sealed record FlowTree
{
    /// <summary>How many lie directly in it.</summary>
    public int Total { get; init; }

    /// <summary>What the next page comes after; null where there is none.</summary>
    public int? Next { get; init; }

    /// <exception cref="JsonException">A flow is null, which the serializer itself does not look for in a list.</exception>
    public required IReadOnlyList<FlowNode> Flows
    {
        get;
        init => field = value.Contains(null) ? throw new JsonException("A flow is null.") : value;
    }
}
