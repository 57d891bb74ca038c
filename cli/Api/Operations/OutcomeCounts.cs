namespace Pipeline.Cli.Api.Operations;

/// <summary>What jobs came to.</summary>
/// <param name="Retried">Failed attempts with another one to come.</param>
internal sealed record OutcomeCounts(long Succeeded, long Retried, long Dead, long Cancelled, long Expired);
