using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.DeadLetters;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Telemetry;

public sealed class OtlpTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    [AppFact(Needs.OwnApp)]
    public async Task SpansMetricsAndLogs_GoToTheCollectorThatTheEnvironmentNames()
    {
        using var collector = new Collector();
        var app = await StartAnotherAsync(new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "voters-of-a-test",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "500",
        });
        using var flows = new Flows(app.Url);
        await flows.EndedAsync((await flows.SubmitAsync(Sample.File(500), chunk: 10)).Id);

        // Which of the processes runs a job is chance; what it publishes itself it has a span of.
        foreach (var (path, text) in new[]
        {
            ("/v1/traces", "enqueue "), ("/v1/traces", "send "), ("/v1/traces", "process jobs."), ("/v1/traces", "messaging.destination.name"), ("/v1/traces", "voters-of-a-test"),
            ("/v1/metrics", "pipeline.outbox.oldest_age"), ("/v1/metrics", "pipeline.lane.depth"), ("/v1/metrics", "pipeline.job.duration"),
        })
            await Eventually.TrueAsync(() => collector.Has(path, text), Flows.Deadline, $"{text} is posted to {path}");

        // What a request logs is logged by the process that was asked: here, that a dead letter's body is gone.
        var letter = Guid.CreateVersion7();
        await Database.ExecuteAsync(
            "insert into pipeline.dead_letter (id, lane, reason, body, body_length, body_blob) values ($1, 0, 'a test of logs', ''::bytea, 1, 'dead/gone')", letter);
        (await new DeadApi(flows).ReplayAsync(new { ids = new[] { letter } })).ShouldBe(0);
        await Database.ExecuteAsync("delete from pipeline.dead_letter where id = $1", letter);
        foreach (var text in new[] { $"Dead letter {letter} stays", "voters-of-a-test" })
            await Eventually.TrueAsync(() => collector.Has("/v1/logs", text), Flows.Deadline, $"{text} is posted to /v1/logs");
    }

    [AppFact(Needs.OwnApp)]
    public async Task AnAddressThatIsNone_KeepsTheAppFromStarting_AndSaysWhatToSet()
    {
        var (code, said) = await App.RunAsync("jobs", new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector" });

        code.ShouldBe(1);
        said.ShouldContain("OTEL_EXPORTER_OTLP_ENDPOINT must be the address of a collector");
    }
}
