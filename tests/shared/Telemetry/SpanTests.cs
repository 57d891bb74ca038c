using System.Diagnostics;
using System.Text;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Running;
using Pipeline.Tests.Support;
using RabbitMQ.Client;

namespace Pipeline.Tests.Telemetry;

public sealed class SpanTests
{
    [ServiceFact]
    public async Task A_chord_is_one_trace_from_its_request_to_its_bodys_run()
    {
        using var heard = new HeardSpans();
        await using var pipeline = await TestPipeline.StartAsync();
        await heard.InRequestAsync(() => pipeline.StartAsync(Flow.Chord([new Step("0"), new Step("1")], then: new Step("body"))));

        await RunAsync(pipeline);

        var enqueue = heard.Of("enqueue ").ShouldHaveSingleItem();
        enqueue.GetTagItem("messaging.batch.message_count").ShouldBe(2);
        var runs = heard.Of("run test.step");
        runs.Count.ShouldBe(3);
        foreach (var run in runs)
        {
            var process = heard.Of("process ").Single(p => p.SpanId == run.ParentSpanId);
            var send = heard.Of("send ").Single(s => s.SpanId == process.ParentSpanId);
            send.ParentSpanId.ShouldBe(enqueue.SpanId);
            (send.Kind, process.Kind).ShouldBe((ActivityKind.Producer, ActivityKind.Consumer));
            foreach (var (span, type) in new[] { (send, "send"), (process, "process") })
            {
                span.GetTagItem("messaging.system").ShouldBe("rabbitmq");
                span.GetTagItem("messaging.operation.type").ShouldBe(type);
                span.DisplayName.ShouldBe($"{type} {span.GetTagItem("messaging.destination.name")}");
            }
        }
    }

    [ServiceFact]
    public async Task A_job_that_a_save_enqueues_is_of_the_requests_trace_and_a_failure_is_on_its_run()
    {
        using var heard = new HeardSpans();
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("secret");
        await heard.InRequestAsync(() => pipeline.EnqueueAsync("one"));

        await RunAsync(pipeline);

        heard.Of("enqueue test.step").Count.ShouldBe(1);
        var run = heard.Of("run test.step").ShouldHaveSingleItem();
        run.Status.ShouldBe(ActivityStatusCode.Error);
        run.GetTagItem("error.type").ShouldBe(typeof(PermanentJobException).FullName);
        run.TagObjects.ShouldNotContain(tag => $"{tag.Value}".Contains("secret", StringComparison.Ordinal));
    }

    // As the host takes messages, with their headers.
    private static async Task RunAsync(TestPipeline pipeline)
    {
        do
        {
            await pipeline.PublishAsync();
            while (await TakeAsync(pipeline) is var (lane, body, trace))
                await Task.Run(() => pipeline.Get<JobProcessor>().ProcessAsync(lane, body, trace, CancellationToken.None));
        }
        while (await pipeline.DriveWokenAsync() > 0);
    }

    private static Task<(int Lane, byte[] Body, string? Trace)?> TakeAsync(TestPipeline pipeline) => pipeline.WithChannelAsync(async channel =>
    {
        foreach (var lane in pipeline.Queues.Lanes)
            if (await channel.BasicGetAsync(pipeline.Queues.Lane(lane), autoAck: true) is { } message)
                return (lane, message.Body.ToArray(), message.BasicProperties.Headers?["traceparent"] is byte[] trace ? Encoding.ASCII.GetString(trace) : null);
        return ((int, byte[], string?)?)null;
    });
}
