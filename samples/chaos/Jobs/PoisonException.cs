namespace ChaosJobs.Jobs;

/// <summary>What a poisoned job fails with.</summary>
public sealed class PoisonException() : Exception("This job is poison.");
