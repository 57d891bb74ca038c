using Pipeline.Inspection;

namespace Pipeline.Functions.Http.Jobs;

/// <summary>The message that names a job, as the API shows it.</summary>
public sealed record JobMessageDocument(
    Guid Id, int Jobs, string? Lane, DateTimeOffset? DueAt, DateTimeOffset? PublishedAt, int Republished, DateTimeOffset? ClaimedAt, bool Lone)
{
    internal static JobMessageDocument Of(JobMessageState message) =>
        new(message.Id, message.Jobs, message.Lane, message.DueAt, message.PublishedAt, message.Republished, message.ClaimedAt, message.Lone);
}
