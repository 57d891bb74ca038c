using Pipeline.Bench.Measure;

namespace Pipeline.Bench.Output;

/// <summary>All that a run has measured.</summary>
internal sealed record Report
{
    public required IReadOnlyList<Measurement> Throughput { get; init; }

    /// <summary>Whether every result was right.</summary>
    public bool IsRight => Throughput.All(m => m.Fault is null);
}
