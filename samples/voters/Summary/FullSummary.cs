namespace Voters.Summary;

/// <summary>What a report holds: the numbers, and the first 100 jobs that failed.</summary>
public sealed record FullSummary(VoterSummary Numbers, long Records, long Registered, long Updated, IReadOnlyList<FailedJob> Failed);
