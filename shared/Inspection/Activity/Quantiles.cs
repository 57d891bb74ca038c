namespace Pipeline.Inspection;

/// <summary>Milliseconds, each the upper end of a step of <see cref="LatencyScale"/>.</summary>
/// <param name="P50">Half of the values are below it.</param>
/// <param name="P95">95 % of them.</param>
/// <param name="P99">99 % of them.</param>
public sealed record Quantiles(double P50, double P95, double P99);
