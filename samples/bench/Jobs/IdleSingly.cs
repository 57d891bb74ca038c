namespace BenchJobs.Jobs;

/// <summary>Does nothing, one job a message.</summary>
public sealed record IdleSingly(int Number);
