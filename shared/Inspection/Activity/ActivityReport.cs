namespace Pipeline.Inspection;

/// <summary>Throughput and latency over time.</summary>
/// <param name="From">When the first step begins.</param>
/// <param name="To">The database's clock.</param>
/// <param name="StepSeconds">How long a step is.</param>
/// <param name="Total">Of all types.</param>
/// <param name="Points">One for each step, the oldest first.</param>
/// <param name="Types">By name.</param>
public sealed record ActivityReport(
    DateTimeOffset From, DateTimeOffset To, int StepSeconds, ActivityOfType Total, IReadOnlyList<ActivityPoint> Points, IReadOnlyList<ActivityOfType> Types);
