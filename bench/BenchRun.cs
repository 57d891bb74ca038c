using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pipeline.Bench.Flows;
using Pipeline.Bench.Latency;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Output;
using Pipeline.Bench.Peers;
using Pipeline.Bench.Relay;
using Pipeline.Bench.ScaleOut;
using Pipeline.Bench.Servers;

namespace Pipeline.Bench;

/// <summary>One run from its beginning to its report.</summary>
internal sealed class BenchRun(BenchOptions options, BenchServers servers, NpgsqlDataSource source)
{
    private readonly List<string> _faults = [];

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
        await ReportFiles.WriteAsync(report, options, cancellationToken);
        return report.IsRight ? 0 : 1;
    }

    private async Task<Report> MeasureAsync(CancellationToken cancellationToken)
    {
        var relay = await RelayAsync(cancellationToken);
        if (relay.Count > 0)
        {
            // The backlogs were deleted: their vacuum is not to run beside what comes next.
            await servers.CreateDatabaseAsync(cancellationToken);
            source.Clear();
        }
        var report = await PeersAsync(cancellationToken);
        if (options.Records[^1] >= ThroughputBench.Many) relay = [.. relay, .. await RelayAsync(cancellationToken)];
        var flows = await CheckedAsync(() => new FlowsBench(servers, source, ServerProcesses.FromEnvironment(), Say).MeasureAsync(options, cancellationToken));
        return report with { Relay = relay, Flows = flows ?? [], Faults = _faults };
    }

    // While nobody else relays or runs jobs.
    private async Task<IReadOnlyList<Sustained>> RelayAsync(CancellationToken cancellationToken) =>
        await CheckedAsync(() => new RelayBench(servers, source, Say).MeasureAsync(options, cancellationToken)) ?? [];

    private async Task<Report> PeersAsync(CancellationToken cancellationToken)
    {
        await using var client = await PipelineClient.StartAsync(servers, cancellationToken);
        await using var inRows = await PipelineClient.StartAsync(servers, cancellationToken, new KeyValuePair<string, string?>("Pipeline:ClaimCheckThreshold", "1048576"));
        await using var mute = PipelineClient.Create(servers);
        await using var app = await PipelineApp.StartAsync(options, servers, 0, cancellationToken);
        var watch = new FlowWatch(source);

        // First while nothing else is there.
        var latency = await CheckedAsync(() => new LatencyBench(new(source, client, mute), client, watch, Say).MeasureAsync(options, cancellationToken));
        await using var celery = CeleryContestant.IsWanted(options) ? await CeleryPeer.StartAsync(servers, options.Folder, cancellationToken) : null;
        var throughput = await new ThroughputBench(options, source, ServerProcesses.FromEnvironment(), Say).MeasureAsync(
            celery is null ? [] : CeleryContestant.All(celery), PipelineContestants.All(client, inRows, app, source), cancellationToken);
        var scaleOut = await CheckedAsync(() => new ScaleOutBench(servers, client, watch, Say).MeasureAsync(options, cancellationToken));
        return new()
        {
            Date = TimeProvider.System.GetUtcNow(),
            Host = options.Host,
            Facts = await Facts.ReadAsync(source, servers, client.Services.GetRequiredService<PipelineOptions>(), celery?.Versions, options, cancellationToken),
            Throughput = throughput,
            Relay = [],
            Flows = [],
            Latency = latency ?? [],
            ScaleOut = scaleOut,
            Faults = [],
        };
    }

    private async Task<T?> CheckedAsync<T>(Func<Task<T>> measure)
    {
        try
        {
            return await measure();
        }
        catch (WrongResultException e)
        {
            _faults.Add(e.Message);
            return default;
        }
    }

    private static void Say(string text) => Console.Error.WriteLine("· " + text);
}
