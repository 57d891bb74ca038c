namespace ChaosJobs.Jobs;

/// <summary>A scheduled job: succeeds, once for each occurrence.</summary>
public sealed record Pulse;
