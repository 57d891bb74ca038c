namespace BenchJobs.Jobs;

/// <summary>Says when it started.</summary>
public sealed record Probe;
