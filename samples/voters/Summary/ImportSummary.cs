namespace Voters.Summary;

/// <summary>A summary as it is kept.</summary>
/// <param name="Numbers">What it says.</param>
/// <param name="Report">The blob that says it as well, and names the jobs that failed.</param>
/// <param name="MadeAt">When, by the database's clock.</param>
public sealed record ImportSummary(VoterSummary Numbers, string Report, DateTimeOffset MadeAt);
