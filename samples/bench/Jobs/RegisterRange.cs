namespace BenchJobs.Jobs;

/// <summary>Staged records, written row by row, with the statements sent together.</summary>
public sealed record RegisterRange(int First, int Last);
