namespace ChaosJobs.Jobs;

/// <summary>Succeeds after a while.</summary>
public sealed record Wait(int Number, int Milliseconds);
