namespace Pipeline.EndToEnd.Tests.Oracles;

/// <summary>A row that must be refused.</summary>
/// <param name="Line">Where it begins, from 1.</param>
public sealed record Reject(long Line, string Reason);
