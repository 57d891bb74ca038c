using System.Text.Json.Serialization;
using Pipeline.Bench.Flows;
using Pipeline.Bench.Latency;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Relay;
using Pipeline.Bench.ScaleOut;
using Pipeline.Bench.Targets;

namespace Pipeline.Bench.Output;

/// <summary>All that a run has measured, and where.</summary>
internal sealed record Report
{
    public required DateTimeOffset Date { get; init; }

    /// <summary>What hosted the app.</summary>
    public required string Host { get; init; }

    /// <summary>Names and values, in the order in which they are shown.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    public required IReadOnlyList<Measurement> Throughput { get; init; }

    public required IReadOnlyList<Sustained> Relay { get; init; }

    public required IReadOnlyList<LatencyResult> Latency { get; init; }

    public required IReadOnlyList<FlowsResult> Flows { get; init; }

    public required ScaleOutResult? ScaleOut { get; init; }

    public required IReadOnlyList<string> Faults { get; init; }

    public IReadOnlyList<Target> Targets => TargetList.Of(this);

    /// <summary>Whether every result was right.</summary>
    public bool IsRight => Faults.Count == 0 && Throughput.All(m => m.Fault is null);

    /// <summary>The measurement with this key and so many records, if it has a time.</summary>
    public Measurement? Find(string key, int records) => Throughput.FirstOrDefault(m => m.Key == key && m.Records == records && m.Rate is not null);

    [JsonIgnore]
    public IReadOnlyList<int> Records => [.. Throughput.Select(m => m.Records).Distinct().Order()];
}
