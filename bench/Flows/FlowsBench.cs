using System.Diagnostics;
using BenchJobs.Jobs;
using Npgsql;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Peers;
using Pipeline.Bench.Servers;
using Pipeline.Flows;

namespace Pipeline.Bench.Flows;

/// <summary>How many small flows a second: chords of three members that do nothing, started by eight at a time, each in a transaction of its own.</summary>
internal sealed class FlowsBench(BenchServers servers, NpgsqlDataSource source, ServerProcesses processes, Action<string> say, int count = FlowsBench.Count)
{
    private const int Count = 10_000;
    private const int WarmUp = 500;
    private const int Starters = 8;

    // What takes this long is not repeated: noise is small beside it.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>No other process of the app may run: each case starts its own.</summary>
    public async Task<IReadOnlyList<FlowsResult>> MeasureAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var results = new List<FlowsResult>();
        foreach (var one in FlowsCase.All.Where(c => options.Wants(c.Key, Peer.Pipeline)))
            results.Add(await MeasureAsync(one, options, cancellationToken));
        return results;
    }

    private async Task<FlowsResult> MeasureAsync(FlowsCase one, BenchOptions options, CancellationToken cancellationToken)
    {
        var setting = new KeyValuePair<string, string?>("Pipeline:OrchestrateAfter", one.OrchestrateAfter.ToString());
        await using var client = await PipelineClient.StartAsync(servers, cancellationToken, setting);
        await using var app = await PipelineApp.StartAsync(options, servers, 0, cancellationToken, setting);
        var quiet = new QuietWatch(processes, app.Worker);
        await RunAsync(client, quiet, app, Math.Min(WarmUp, count), cancellationToken);
        var runs = new List<Run>();
        while (runs.Count < options.Runs && !runs.Any(r => r.Quiet > Long))
        {
            var run = await RunAsync(client, quiet, app, count, cancellationToken);
            say($"{one.Key}, {count} flows: ended after {run.Ended.TotalSeconds:0.000} s, quiet after {run.Quiet.TotalSeconds:0.0} s");
            runs.Add(run);
        }
        var median = runs.OrderBy(r => r.Quiet).ElementAt((runs.Count - 1) / 2);
        return new(one.Key, one.Title, count, Spread.Of(runs.Select(r => r.Ended.TotalSeconds)), Spread.Of(runs.Select(r => r.Quiet.TotalSeconds)), median.Processors);
    }

    private async Task<Run> RunAsync(PipelineClient client, QuietWatch quiet, PipelineApp app, int flows, CancellationToken cancellationToken)
    {
        var used = processes.Used(app.Worker);
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, flows), new ParallelOptions { MaxDegreeOfParallelism = Starters, CancellationToken = cancellationToken },
            async (_, token) => await client.CommitAsync((db, starter) => starter.StartAsync(db, Chord(), token), token));
        while (await CountAsync("finished_at is null", cancellationToken) > 0) await Task.Delay(Pause, cancellationToken);
        var ended = clock.Elapsed;
        if (await CountAsync("result <> 'succeeded'", cancellationToken) is var wrong and > 0) throw new WrongResultException($"{wrong} small flows did not succeed");
        var rest = await quiet.UntilAsync(cancellationToken);
        return new(ended, ended + rest, processes.Used(app.Worker) - used);
    }

    private static Flow Chord() => Flow.Chord(Enumerable.Range(0, 3).Select(n => new Idle(n)), then: new CountMembers());

    private async Task<long> CountAsync(string which, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"select count(*) from pipeline.flow where {which}");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private sealed record Run(TimeSpan Ended, TimeSpan Quiet, ProcessorTimes Processors);
}
