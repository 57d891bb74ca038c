using Pipeline.Inspection;

namespace Pipeline.Functions.Http.Jobs;

/// <summary>An attempt that failed, or a run that was cut off, as the API shows it.</summary>
public sealed record JobAttemptDocument(int Generation, int Attempt, string Kind, DateTimeOffset StartedAt, double Seconds, string? Error, Guid? Worker)
{
    internal static JobAttemptDocument Of(JobAttempt attempt) =>
        new(attempt.Generation, attempt.Attempt, attempt.Kind, attempt.StartedAt, Math.Round(attempt.Elapsed.TotalSeconds, 3), attempt.Error, attempt.Worker);
}
