using Pipeline.Inspection;

namespace Pipeline.Functions.Http.Jobs;

/// <summary>A job in a list, as the API shows it.</summary>
public sealed record JobSummaryDocument(
    Guid Id, string Type, int Version, string State, int Generation, int Attempt, Guid? FlowId, int? Place, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt, DateTimeOffset? DueAt, string? Error)
{
    internal static JobSummaryDocument Of(JobSummary job) => new(
        job.Id, job.Type, job.Version, Word(job.State), job.Generation, job.Attempt, job.FlowId, job.Place, job.CreatedAt, job.StartedAt, job.FinishedAt, job.DueAt, job.Error);

    internal static string Word(JobState state) => state.ToString().ToLowerInvariant();
}
