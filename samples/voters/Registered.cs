namespace Voters;

/// <summary>What a job of an import did.</summary>
/// <param name="New">Voters that were not in the table before.</param>
/// <param name="Updated">The other accepted rows: voters that were there, or that the file names twice.</param>
public sealed record Registered(int New, int Updated);
