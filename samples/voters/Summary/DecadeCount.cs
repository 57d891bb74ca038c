namespace Voters.Summary;

/// <summary>The voters born in the ten years from <paramref name="Decade"/>; null for those without a date of birth.</summary>
public sealed record DecadeCount(int? Decade, long Voters);
