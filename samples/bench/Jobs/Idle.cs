namespace BenchJobs.Jobs;

/// <summary>Does nothing: what the way of a job costs by itself.</summary>
public sealed record Idle(int Number);
