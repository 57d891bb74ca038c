namespace Pipeline.Access;

/// <summary>A change that somebody made.</summary>
/// <param name="Id">In the order of time.</param>
/// <param name="At">When it began, by the database's clock.</param>
/// <param name="What">The operation.</param>
/// <param name="Target">What it was about, if that is known; up to 300 characters.</param>
/// <param name="Key">The fingerprint of the key: the first 8 hex digits of its SHA-256.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">What was answered; null while it goes on.</param>
/// <param name="Count">How many jobs or messages it touched, where it counts them.</param>
public sealed record AuditEntry(Guid Id, DateTimeOffset At, string What, string? Target, string? Key, AuditOutcome Outcome, int? Status, int? Count);
