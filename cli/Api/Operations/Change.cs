namespace Pipeline.Cli.Api.Operations;

/// <summary>What somebody changed through the API.</summary>
/// <param name="Key">The key's fingerprint, not the key.</param>
/// <param name="Count">How many jobs or messages it touched.</param>
internal sealed record Change(Guid Id, DateTimeOffset? At, string What, string? Target, string? Key, string Outcome, int? Status, long? Count);
