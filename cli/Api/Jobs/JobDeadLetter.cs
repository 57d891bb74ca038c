namespace Pipeline.Cli.Api.Jobs;

/// <summary>What a dead job counts as.</summary>
internal sealed record JobDeadLetter(Guid Id, string Cause, DateTimeOffset? At);
