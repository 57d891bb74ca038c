namespace Pipeline.Cli.Api.Operations;

/// <summary>Throughput and latency over time.</summary>
internal sealed record ActivityDocument
{
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }
    public required int StepSeconds { get; init; }
    public required ActivitySum Total { get; init; }

    public required IReadOnlyList<ActivityPoint> Points
    {
        get;
        init => field = NoNulls.In(value);
    }

    public required IReadOnlyList<ActivityOfType> Types
    {
        get;
        init => field = NoNulls.In(value);
    }
}
