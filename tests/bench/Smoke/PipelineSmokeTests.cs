using Pipeline.Bench.Flows;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Peers;
using Pipeline.Bench.Servers;
using Pipeline.Bench.Work;
using Pipeline.Tests.Support;

namespace Pipeline.Bench.Tests.Smoke;

[Collection(BenchCollection.Name)]
public sealed class PipelineSmokeTests(BenchDatabase database)
{
    private const int Records = 200;

    [ServiceFact]
    public async Task EveryVariant_TwoHundredRecords_LeavesTheExpectedRows()
    {
        var token = CancellationToken.None;
        var folder = Directory.CreateTempSubdirectory("pipeline-bench-").FullName;
        var options = CommandLine.Parse("--app-command", $"exec {App()} --port $PORT", "--folder", folder);
        await using var client = await PipelineClient.StartAsync(database.Servers, token);
        await using var app = await PipelineApp.StartAsync(options, database.Servers, 0, token);
        var work = await WorkloadFile.MakeAsync(Records, folder, token);
        var contestants = PipelineContestants.All(client, client, app, database.Source).ToList();

        var measurements = await new Arena(new(database.Source), ServerProcesses.FromEnvironment(), _ => { }).MeasureAsync(contestants, work, work, runs: 1, token);

        measurements.Count.ShouldBe(contestants.Count);
        measurements.Where(m => m.Fault is not null || m.Seconds is null).Select(m => $"{m.Key}: {m.Fault}").ShouldBeEmpty();
        Directory.Delete(folder, recursive: true);
    }

    [ServiceFact]
    public async Task SmallFlows_WithAnOrchestrationAtOnceAndLate_AllEnd()
    {
        var folder = Directory.CreateTempSubdirectory("pipeline-bench-").FullName;
        var options = CommandLine.Parse("--app-command", $"exec {App()} --port $PORT", "--folder", folder, "--runs", "1");

        var results = await new FlowsBench(database.Servers, database.Source, ServerProcesses.FromEnvironment(), _ => { }, count: 20).MeasureAsync(options, CancellationToken.None);

        results.Select(r => (r.Key, r.Flows)).ShouldBe([("flows.orchestrated", 20), ("flows.orchestrated-late", 20)]);
        results.ShouldAllBe(r => r.Seconds.Median > 0 && r.QuietSeconds.Median >= r.Seconds.Median);
        Directory.Delete(folder, recursive: true);
    }

    private static string App() => Environment.GetEnvironmentVariable("PIPELINE_APP") is { Length: > 0 } app
        ? app : throw new InvalidOperationException("PIPELINE_APP is not set: run this test by ./dev test.");
}
