namespace Pipeline.Cli.Api.Jobs;

/// <summary>The message that names a job without outcome.</summary>
/// <param name="Lane">The queue it was published to.</param>
/// <param name="Republished">How often the broker lost it.</param>
internal sealed record JobMessage(Guid Id, int Jobs, string? Lane, DateTimeOffset? PublishedAt, int Republished, DateTimeOffset? ClaimedAt);
