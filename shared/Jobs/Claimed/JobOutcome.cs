namespace Pipeline.Jobs;

/// <summary>How a run of a job ended.</summary>
internal sealed record JobOutcome
{
    public required ClaimedJob Job { get; init; }
    public required JobOutcomeKind Kind { get; init; }

    /// <summary>The job comes to nothing else.</summary>
    public bool IsFinal => Kind is not (JobOutcomeKind.Retry or JobOutcomeKind.Parked);

    /// <summary>JSON, of a success.</summary>
    public string? Result { get; init; }

    /// <summary>Holds the JSON in place of <see cref="Result"/>.</summary>
    public string? ResultBlob { get; init; }

    /// <summary>What went wrong, for people.</summary>
    public string? Error { get; init; }

    /// <summary>When a retry or a parked job comes back.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long the handler ran.</summary>
    public TimeSpan Elapsed { get; init; }
}
