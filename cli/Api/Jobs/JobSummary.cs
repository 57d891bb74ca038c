namespace Pipeline.Cli.Api.Jobs;

/// <summary>A job as lists show it. Fields that this version does not know are ignored.</summary>
internal record JobSummary
{
    public required Guid Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Type { get; init; }

    public required int Version { get; init; }

    public required string State { get; init; }

    /// <summary>How often it was replayed.</summary>
    public int Generation { get; init; }

    /// <summary>Failed attempts of this generation.</summary>
    public int Attempt { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Of a job that waits: until when.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public string? Error { get; init; }
}
