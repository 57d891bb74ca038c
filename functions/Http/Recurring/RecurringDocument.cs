using Pipeline.Recurring;

namespace Pipeline.Functions.Http.Recurring;

/// <summary>A recurring job as the API shows it.</summary>
public sealed record RecurringDocument(
    string Name, int Version, string Schedule, string Zone, string Missed, bool Enabled, DateTimeOffset? NextAt, DateTimeOffset? LastAt, Guid? LastJob, string? LastStatus,
    string? LastResult, DateTimeOffset DeclaredAt, bool Orphaned)
{
    internal static RecurringDocument Of(RecurringStatus job) => new(
        job.Name, job.Version, job.Schedule, job.TimeZone, job.Missed switch { MissedTicks.Skip => "skip", MissedTicks.CatchUpOnce => "catchUpOnce", _ => "unknown" }, job.Enabled, job.NextAt, job.LastAt, job.LastJob,
        job.LastStatus, job.LastResult, job.DeclaredAt, job.Orphaned);
}
