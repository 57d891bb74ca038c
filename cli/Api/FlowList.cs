namespace Pipeline.Cli.Api;

/// <summary>Recent flows, the newest first.</summary>
internal sealed record FlowList
{
    public required IReadOnlyList<FlowDocument> Flows { get; init; }
}
