namespace Voters.Import;

/// <summary>What an import came to.</summary>
/// <param name="Import">The import: the flow itself, or the one that it repairs.</param>
/// <param name="Pattern">How it ran.</param>
/// <param name="Records">Rows of the file, without header and blank lines.</param>
/// <param name="Rejected">Rows that are no voter's.</param>
/// <param name="Registered">Voters new in the table; null until the flow has ended.</param>
/// <param name="Updated">The other accepted rows; null until the flow has ended.</param>
public sealed record ImportReport(Guid Import, string Pattern, long Records, long Rejected, long? Registered, long? Updated);
