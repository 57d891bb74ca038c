namespace ChaosJobs.Jobs;

/// <summary>Kills the process that runs it: at once, or as a failure of the runtime does it.</summary>
public sealed record Crash(int Number, bool AtOnce);
