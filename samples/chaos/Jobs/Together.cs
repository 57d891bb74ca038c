namespace ChaosJobs.Jobs;

/// <summary>Succeeds with all jobs of its message at once; one that is poison spoils the batch and fails by itself.</summary>
public sealed record Together(int Number, bool Poison);
