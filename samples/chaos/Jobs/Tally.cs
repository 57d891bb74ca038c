namespace ChaosJobs.Jobs;

/// <summary>The body of a chord: counts what its members came to.</summary>
public sealed record Tally(int Number);
