namespace Pipeline.Tests.Simulation;

/// <summary>An outcome to be written: <see cref="SimStatus.Queued"/> is another attempt after the delay.</summary>
internal sealed record SimOutcome(SimJob Job, int WasAttempt, SimStatus Status, bool Failed = false, TimeSpan Delay = default);
