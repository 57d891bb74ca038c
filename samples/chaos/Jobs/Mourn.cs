namespace ChaosJobs.Jobs;

/// <summary>The error callback of a chord that fails.</summary>
public sealed record Mourn(int Number);
