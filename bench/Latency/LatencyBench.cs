using BenchJobs.Jobs;
using BenchJobs.Probes;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Peers;
using Pipeline.Flows;
using Pipeline.Jobs;

namespace Pipeline.Bench.Latency;

/// <summary>How soon a job starts.</summary>
internal sealed class LatencyBench(Probes probes, PipelineClient web, FlowWatch watch, Action<string> say)
{
    private const int Samples = 200;
    private const int BacklogSize = 5_000;
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(20);

    public async Task<IReadOnlyList<LatencyResult>> MeasureAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var cases = LatencyCase.All.Where(c => options.Wants(c.Key, Peer.Pipeline)).ToList();
        if (cases.Count == 0) return [];
        // To warm up.
        await probes.TakeAsync(LatencySource.App, new(Samples, Gap / 4, JobPriority.Normal), cancellationToken);
        await probes.TakeAsync(LatencySource.Web, new(Samples, Gap / 4, JobPriority.Normal), cancellationToken);
        var results = new List<LatencyResult>();
        foreach (var latency in cases)
        {
            var result = new LatencyResult(latency.Key, latency.Title, await TakeAsync(latency, cancellationToken));
            say($"{result.Key}: p50 {result.P50:0.0} ms, p99 {result.P99:0.0} ms");
            results.Add(result);
        }
        return results;
    }

    private async Task<IReadOnlyList<double>> TakeAsync(LatencyCase latency, CancellationToken cancellationToken)
    {
        var request = new ProbeRequest(Samples, Gap, latency.Priority);
        if (!latency.IsBusy) return await probes.TakeAsync(latency.From, request, cancellationToken);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = LoadAsync(over.Token, cancellationToken);
        try
        {
            return await probes.TakeAsync(latency.From, request, cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await load;
        }
    }

    // One backlog after the other, each worked off to its end.
    private async Task LoadAsync(CancellationToken over, CancellationToken cancellationToken)
    {
        while (!over.IsCancellationRequested)
        {
            var flow = Flow.Group(Enumerable.Range(0, BacklogSize).Select(n => new Idle(n)));
            var started = await web.CommitAsync((db, flows) => flows.StartAsync(db, flow, cancellationToken), cancellationToken);
            await watch.EndAsync(started.Id, cancellationToken);
        }
    }
}
