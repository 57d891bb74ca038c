using Pipeline.Bench.Flows;
using Pipeline.Bench.Latency;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Output;
using Pipeline.Bench.Relay;
using Pipeline.Bench.ScaleOut;

namespace Pipeline.Bench.Tests;

/// <summary>Reports with figures that nobody measured.</summary>
internal static class Reports
{
    public static Measurement Measured(string key, Peer peer, int records, params double[] seconds) =>
        new(key, peer, $"title of <{key}>", records, [.. seconds.Select(s => new Run(TimeSpan.FromSeconds(s), WalBytes: records * 300L, PeakMemory: 100 << 20, Processors))]);

    private static ProcessorTimes Processors => new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), null, null);

    public static Report Of(params Measurement[] throughput) => new()
    {
        Date = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Host = "local",
        Facts = [new("machine", "two cores | and a half")],
        Throughput = throughput,
        Relay = [new("relay.batched", "default Batch", 250_000, 5_000, 10_000_000, new(1, 0.9, 1.1), new(0.8, 0.7, 0.9), Finished: 0)],
        Latency = [new LatencyResult("latency.idle-app", "idle", [.. Enumerable.Range(1, 100).Select(n => n / 10d)])],
        Flows = [new("flows.orchestrated", "default", 10_000, new(20, 19, 21), new(40, 39, 41), Processors)],
        ScaleOut = new ScaleOutResult(4_000, new(8, 8, 8), new(4, 4, 4)),
        Faults = [],
    };
}
