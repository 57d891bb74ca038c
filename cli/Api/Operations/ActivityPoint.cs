namespace Pipeline.Cli.Api.Operations;

/// <summary>One step of time.</summary>
internal sealed record ActivityPoint : ActivitySum
{
    /// <summary>When the step begins.</summary>
    public required DateTimeOffset At { get; init; }
}
