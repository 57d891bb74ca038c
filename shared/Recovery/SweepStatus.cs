namespace Pipeline.Recovery;

/// <summary>What a sweep did.</summary>
public sealed record SweepStatus
{
    /// <summary>Its function.</summary>
    public required string Name { get; init; }

    /// <summary>When it last ran to its end, by the database's clock.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>How long that took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>How much it did then: rows, messages or flows.</summary>
    public required int Count { get; init; }

    /// <summary>What kind of error ended it, if one did.</summary>
    public required string? Error { get; init; }

    public required long Runs { get; init; }

    /// <summary>How much it ever did.</summary>
    public required long Total { get; init; }

    /// <summary>When it last found something to do.</summary>
    public required DateTimeOffset? ActedAt { get; init; }

    /// <summary>How much that was.</summary>
    public required int? ActedCount { get; init; }
}
