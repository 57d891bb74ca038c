namespace Pipeline.Inspection;

/// <summary>Some jobs, and where to go on.</summary>
/// <param name="Jobs">Fewer than asked for, or none, where the look ended before there were so many.</param>
/// <param name="Next">Where the next page begins; null: there is no more.</param>
/// <param name="LookedTo">When the last row was made that was looked at; null: all were.</param>
public sealed record JobPage(IReadOnlyList<JobSummary> Jobs, string? Next, DateTimeOffset? LookedTo);
