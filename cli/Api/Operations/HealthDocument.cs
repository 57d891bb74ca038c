namespace Pipeline.Cli.Api.Operations;

/// <summary>Whether all is well; of a process that was only asked whether it lives, just that.</summary>
internal sealed record HealthDocument
{
    public required string Status { get; init; }

    public IReadOnlyDictionary<string, ServerHealth>? Servers
    {
        get;
        init => field = value is null ? null : NoNulls.In(value);
    }

    public IReadOnlyDictionary<string, LaneHealth>? Lanes
    {
        get;
        init => field = value is null ? null : NoNulls.In(value);
    }
}
