namespace ChaosJobs.Jobs;

/// <summary>As <see cref="Stumble"/>, waiting on something else.</summary>
public sealed record StumbleWaiting(int Number, int Failures);
