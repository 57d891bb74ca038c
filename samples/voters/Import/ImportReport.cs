namespace Voters.Import;

/// <summary>What an import came to.</summary>
/// <param name="Pattern">How it ran.</param>
/// <param name="Records">Rows of the file, without header and blank lines.</param>
/// <param name="Rejected">Rows that are no voter's.</param>
/// <param name="Registered">Voters new in the table; null until all jobs have ended.</param>
/// <param name="Updated">The other accepted rows; null until all jobs have ended.</param>
public sealed record ImportReport(string Pattern, long Records, long Rejected, long? Registered, long? Updated);
