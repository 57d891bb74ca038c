namespace ChaosJobs.Jobs;

/// <summary>Takes longer than it may; a deaf one does not stop when it is told to, and tries to write after it was abandoned.</summary>
public sealed record Overrun(int Number, bool Deaf);
