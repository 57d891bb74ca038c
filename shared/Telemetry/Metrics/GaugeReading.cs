using Pipeline.Health;

namespace Pipeline.Telemetry.Metrics;

/// <summary>What one look at the pipeline found.</summary>
/// <param name="OutboxAge">How long the oldest message that should be published is due; zero without any.</param>
/// <param name="FlowAge">Since when the oldest open flow is accepted; zero without any.</param>
/// <param name="Workers">With a heartbeat that is not stale.</param>
/// <param name="Dead">Dead letters by job's name, each count up to <see cref="GaugeTable.MostDead"/>.</param>
internal sealed record GaugeReading(TimeSpan OutboxAge, TimeSpan FlowAge, int Workers, IReadOnlyList<(string Type, long Count)> Dead)
{
    /// <summary>By queue; empty where the broker does not answer.</summary>
    public IReadOnlyDictionary<string, LaneHealth> Lanes { get; init; } = new Dictionary<string, LaneHealth>();
}
