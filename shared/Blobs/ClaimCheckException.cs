namespace Pipeline.Blobs;

/// <summary>The blob store did not give or take a job's arguments or result: a failed attempt, and another one is always worth it.</summary>
public sealed class ClaimCheckException(string message, Exception cause) : Exception(message, cause);
