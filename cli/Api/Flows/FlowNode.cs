using System.Text.Json;

namespace Pipeline.Cli.Api.Flows;

/// <summary>A flow in another one.</summary>
internal sealed record FlowNode
{
    public required Guid Id { get; init; }

    /// <summary>Among the other's members, from 0.</summary>
    public int Place { get; init; }

    public string? Name { get; init; }

    public required string Status { get; init; }

    public required JobCounts Jobs { get; init; }

    /// <summary>How many flows lie directly in it, shown or not.</summary>
    public int Total { get; init; }

    /// <exception cref="JsonException">A flow is null.</exception>
    public IReadOnlyList<FlowNode> Flows
    {
        get;
        init => field = value.Contains(null) ? throw new JsonException("A flow is null.") : value;
    } = [];
}
