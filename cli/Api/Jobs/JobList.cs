namespace Pipeline.Cli.Api.Jobs;

/// <summary>A page of jobs. It may be empty and yet not the last.</summary>
internal sealed record JobList
{
    public required IReadOnlyList<JobSummary> Jobs
    {
        get;
        init => field = NoNulls.In(value);
    }

    /// <summary>What the next page comes after; null: this is the last one.</summary>
    public string? Next { get; init; }

    /// <summary>How far the server has looked; null: to the end.</summary>
    public DateTimeOffset? LookedTo { get; init; }
}
