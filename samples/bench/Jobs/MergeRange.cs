namespace BenchJobs.Jobs;

/// <summary>Staged records, written by one statement.</summary>
public sealed record MergeRange(int First, int Last);
