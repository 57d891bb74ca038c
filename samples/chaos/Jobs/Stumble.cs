namespace ChaosJobs.Jobs;

/// <summary>Fails that many attempts, each with its effect written, then succeeds.</summary>
public sealed record Stumble(int Number, int Failures);
