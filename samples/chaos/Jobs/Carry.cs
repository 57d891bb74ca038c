namespace ChaosJobs.Jobs;

/// <summary>Succeeds, with arguments and a result that are blobs.</summary>
public sealed record Carry(int Number, string Text);
