namespace Pipeline.Cli.Api.Flows;

/// <summary>A page of flows, the newest first.</summary>
internal sealed record FlowList
{
    public required IReadOnlyList<FlowDocument> Flows
    {
        get;
        init => field = NoNulls.In(value);
    }

    /// <summary>What the next page comes after; null: this is the last one.</summary>
    public string? Next { get; init; }
}
