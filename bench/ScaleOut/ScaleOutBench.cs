using System.Diagnostics;
using BenchJobs.Jobs;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Peers;
using Pipeline.Bench.Servers;
using Pipeline.Flows;

namespace Pipeline.Bench.ScaleOut;

/// <summary>The same jobs that wait 50 ms, with one process of the app and with two.</summary>
internal sealed class ScaleOutBench(BenchServers servers, PipelineClient client, FlowWatch watch, Action<string> say)
{
    public const string Key = "scale-out";

    // So many that how the last messages fall, and the whole seconds at which a flow of two processes ends, count little.
    private const int Jobs = 12_000;
    private const int Wait = 50;

    /// <summary>One process of the app is running; this starts the second.</summary>
    public async Task<ScaleOutResult?> MeasureAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        if (!options.Wants(Key, Peer.Pipeline)) return null;
        var one = await TakeAsync("one process", options.Runs, cancellationToken);
        await using var second = await PipelineApp.StartAsync(options, servers, 1, cancellationToken);
        return new(Jobs, one, await TakeAsync("two processes", options.Runs, cancellationToken));
    }

    private async Task<Spread> TakeAsync(string what, int runs, CancellationToken cancellationToken)
    {
        await RunAsync(cancellationToken);
        var seconds = new List<double>();
        for (var run = 0; run < runs; run++)
        {
            seconds.Add((await RunAsync(cancellationToken)).TotalSeconds);
            say($"{Key}, {what}: {seconds[^1]:0.000} s");
        }
        return Spread.Of(seconds);
    }

    private async Task<TimeSpan> RunAsync(CancellationToken cancellationToken)
    {
        var flow = Flow.Group(Enumerable.Repeat(new Await(Wait), Jobs)) with { MaxParallel = Jobs };
        var clock = Stopwatch.StartNew();
        var started = await client.CommitAsync((db, flows) => flows.StartAsync(db, flow, cancellationToken), cancellationToken);
        await watch.EndAsync(started.Id, cancellationToken);
        return clock.Elapsed;
    }
}
