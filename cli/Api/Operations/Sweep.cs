namespace Pipeline.Cli.Api.Operations;

/// <summary>A sweep that repairs, and what it did.</summary>
/// <param name="Count">How much it did in its last run.</param>
/// <param name="Total">How much it did ever.</param>
/// <param name="ActedAt">When it last found something to do.</param>
internal sealed record Sweep(
    string Name, DateTimeOffset? LastAt, double Seconds, long Count, string? Error, long Runs, long Total, DateTimeOffset? ActedAt, long? ActedCount);
