namespace Pipeline.Inspection;

/// <summary>A job in a list.</summary>
public sealed record JobSummary
{
    public required Guid Id { get; init; }
    public required string Type { get; init; }
    public required int Version { get; init; }
    public required JobState State { get; init; }

    /// <summary>How often it was replayed.</summary>
    public required int Generation { get; init; }

    /// <summary>Failed attempts of this generation.</summary>
    public required int Attempt { get; init; }

    public required Guid? FlowId { get; init; }

    /// <summary>In its flow, from 0; -1 is the body, -2 the error callback.</summary>
    public required int? Place { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Of the last run that ended; of a running job, when its message was claimed.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Until when it waits; null for one that does not, or that its flow holds.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    /// <summary>The beginning of its last error, up to 300 characters.</summary>
    public required string? Error { get; init; }
}
