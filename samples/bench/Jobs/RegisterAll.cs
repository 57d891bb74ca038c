namespace BenchJobs.Jobs;

/// <summary>All records of bench.incoming, written row by row, with the statements sent together.</summary>
public sealed record RegisterAll;
