namespace Pipeline.Cli.Api.Jobs;

/// <summary>A run of a job that came to nothing.</summary>
/// <param name="Kind"><c>failed</c>, or <c>interrupted</c>: its worker vanished with it.</param>
internal sealed record JobAttempt(int Generation, int Attempt, string Kind, DateTimeOffset? StartedAt, double Seconds, string? Error);
