namespace Voters.Summary;

/// <summary>The voters of a state; null for those without one.</summary>
/// <param name="State">Its first 64 characters.</param>
/// <param name="Voters">How many.</param>
public sealed record StateCount(string? State, long Voters);
