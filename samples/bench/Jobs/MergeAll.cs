namespace BenchJobs.Jobs;

/// <summary>All records of bench.incoming, written by one statement.</summary>
public sealed record MergeAll;
