namespace Pipeline.Cli.Api.Operations;

/// <summary>The queues.</summary>
internal sealed record LaneList
{
    /// <summary>The broker answered the server.</summary>
    public required bool Reachable { get; init; }

    public required IReadOnlyList<Lane> Lanes
    {
        get;
        init => field = NoNulls.In(value);
    }
}
