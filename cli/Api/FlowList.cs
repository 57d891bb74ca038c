using System.Text.Json;

namespace Pipeline.Cli.Api;

/// <summary>Recent flows, the newest first.</summary>
internal sealed record FlowList
{
    /// <exception cref="JsonException">A flow is null, which the serializer itself does not look for in a list.</exception>
    public required IReadOnlyList<FlowDocument> Flows
    {
        get;
        init => field = value.Contains(null) ? throw new JsonException("A flow is null.") : value;
    }
}
