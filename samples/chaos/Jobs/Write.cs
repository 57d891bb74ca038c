namespace ChaosJobs.Jobs;

/// <summary>Succeeds, in a transaction that it shares with others.</summary>
public sealed record Write(int Number);
