namespace ChaosJobs.Jobs;

/// <summary>Succeeds, and no more than so many of them start a second.</summary>
public sealed record Limited(int Number);
