namespace Pipeline.Inspection;

/// <summary>An attempt that failed, or a run that was cut off.</summary>
/// <param name="Generation">How often the job was replayed before.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Kind"><c>failed</c>, or <c>interrupted</c>: its worker vanished with it, which is no attempt.</param>
/// <param name="StartedAt">When it started, or its message was claimed.</param>
/// <param name="Elapsed">How long it ran; of an interruption, until the worker's last heartbeat.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Worker">Who ran it, where that is known.</param>
public sealed record JobAttempt(int Generation, int Attempt, string Kind, DateTimeOffset StartedAt, TimeSpan Elapsed, string? Error, Guid? Worker);
