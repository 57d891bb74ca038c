using Npgsql;
using Pipeline.Bench.Limits;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Output;
using Pipeline.Bench.Peers;
using Pipeline.Bench.Servers;
using Pipeline.Bench.Work;

namespace Pipeline.Bench;

/// <summary>One run from its beginning to its report.</summary>
internal sealed class BenchRun(BenchOptions options, BenchServers servers, NpgsqlDataSource source)
{
    private const int WarmUp = 10_000;

    /// <returns>The exit code.</returns>
    /// <exception cref="BenchException">Nothing could be measured.</exception>
    public static async Task<int> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Folder);
        var servers = BenchServers.FromEnvironment();
        await servers.CreateDatabaseAsync(cancellationToken);
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(servers.Postgres) { MaxAutoPrepare = 20 });
        var report = await new BenchRun(options, servers, source).MeasureAsync(cancellationToken);
        Terminal.Write(report);
        return report.IsRight ? 0 : 1;
    }

    private async Task<Report> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var client = await PipelineClient.StartAsync(servers, cancellationToken);
        await using var inRows = await PipelineClient.StartAsync(servers, cancellationToken, new KeyValuePair<string, string?>("Pipeline:ClaimCheckThreshold", "1048576"));
        await using var app = await PipelineApp.StartAsync(options, servers, 0, cancellationToken);
        await using var celery = options.Peers.Contains(Peer.Celery) ? await CeleryPeer.StartAsync(servers, options.Folder, cancellationToken) : null;
        var contestants = Turns(
            celery is null ? [] : CeleryContestant.All(celery),
            PipelineContestants.All(client, inRows, app, new(source)),
            [new CopyAndMerge(source), new EightConnections(source)]);

        var arena = new Arena(new(source), text => Console.Error.WriteLine("· " + text));
        var measurements = new List<Measurement>();
        Workload? warmUp = null;
        foreach (var records in options.Records)
        {
            var work = await WorkloadFile.MakeAsync(records, options.Folder, cancellationToken);
            if (warmUp is null || warmUp.Count < Math.Min(WarmUp, records))
                warmUp = records <= WarmUp ? work : await WorkloadFile.MakeAsync(WarmUp, options.Folder, cancellationToken);
            measurements.AddRange(await arena.MeasureAsync(contestants, work, warmUp, options.Runs, cancellationToken));
        }
        return new() { Throughput = measurements };
    }

    // One of each peer after the other, so that what is compared runs close together.
    private List<IContestant> Turns(params IEnumerable<IContestant>[] peers) =>
        [.. peers.SelectMany(p => p.Select((contestant, place) => (contestant, place))).OrderBy(c => c.place).Select(c => c.contestant).Where(c => options.Wants(c.Key, c.Peer))];
}
