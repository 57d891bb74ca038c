namespace Pipeline.Cli.Api.Operations;

/// <summary>How long something took, in milliseconds.</summary>
internal sealed record Quantiles(double P50, double P95, double P99);
