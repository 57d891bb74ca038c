using Pipeline.Bench.Measure;

namespace Pipeline.Bench.Latency;

/// <summary>From a job's commit to its handler's start.</summary>
/// <param name="Key">Its name on the command line.</param>
/// <param name="Title">For people.</param>
/// <param name="Milliseconds">Of each sample.</param>
internal sealed record LatencyResult(string Key, string Title, IReadOnlyList<double> Milliseconds)
{
    public double P50 => Spread.Percentile(Milliseconds, 0.5);

    public double P99 => Spread.Percentile(Milliseconds, 0.99);
}
