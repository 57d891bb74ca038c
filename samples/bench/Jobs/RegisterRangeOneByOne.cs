namespace BenchJobs.Jobs;

/// <summary>Staged records, written row by row, with a round trip for each.</summary>
public sealed record RegisterRangeOneByOne(int First, int Last);
