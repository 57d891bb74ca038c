namespace ChaosJobs.Jobs;

/// <summary>Fails always, with its effect written.</summary>
public sealed record Fail(int Number);
