using Pipeline.Jobs;
using Pipeline.Recovery;
using Pipeline.Telemetry.Metrics;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Telemetry;

public sealed class MetricsTests
{
    [ServiceFact]
    public async Task Outcomes_are_counted_with_their_times_by_type()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        using var heard = new HeardMetrics(pipeline);
        pipeline.Script.OnStep = run => run.Text switch
        {
            "dies" => throw new PermanentJobException("no"),
            "fails" => throw new InvalidOperationException("no"),
            _ => run.WriteAsync(),
        };
        foreach (var text in (string[])["works", "works", "dies", "fails"])
            await pipeline.EnqueueAsync(text);

        await pipeline.RunAsync();

        heard.Of("pipeline.job.outcomes").Select(o => o.Tags).Order(StringComparer.Ordinal).ShouldBe(
            ["job.type=test.step outcome=dead", "job.type=test.step outcome=succeeded", "job.type=test.step outcome=succeeded"]);
        heard.Of("pipeline.job.retries").ShouldHaveSingleItem().ShouldBe((1, "job.type=test.step"));
        heard.Of("pipeline.job.duration").Count.ShouldBe(4);
        heard.Of("pipeline.job.wait").ShouldAllBe(w => w.Value >= 0 && w.Value < 60);
        heard.Of("pipeline.relay.published").Sum(p => p.Value).ShouldBe(4);
    }

    [ServiceFact]
    public async Task A_sweep_that_did_something_is_counted_by_its_name()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        using var heard = new HeardMetrics(pipeline);

        await pipeline.Get<SweepLog>().RunAsync("RecoverSomething", _ => Task.FromResult(3), default);
        await pipeline.Get<SweepLog>().RunAsync("RecoverNothing", _ => Task.FromResult(0), default);

        heard.Of("pipeline.sweep.actions").ShouldHaveSingleItem().ShouldBe((3, "sweep=RecoverSomething"));
    }

    [ServiceFact]
    public async Task Gauges_tell_of_the_last_look_and_of_none_that_is_old()
    {
        var time = new ManualTime();
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = time });
        var gauges = pipeline.Get<GaugeLoop>();
        using var heard = new HeardMetrics(pipeline);
        pipeline.Script.OnStep = _ => throw new PermanentJobException("no");
        await pipeline.EnqueueAsync("dies");
        await pipeline.RunAsync();
        await pipeline.EnqueueAsync("waits");
        await pipeline.ExecuteAsync("update pipeline.outbox set due_at = now() - interval '1 hour'");

        heard.Observe();
        heard.Of("pipeline.outbox.oldest_age").ShouldBeEmpty();
        await gauges.LookAsync(default);
        heard.Observe();

        heard.Of("pipeline.outbox.oldest_age").ShouldHaveSingleItem().Value.ShouldBe(3600, 60);
        heard.Of("pipeline.flow.oldest_age").ShouldHaveSingleItem().Value.ShouldBe(0);
        heard.Of("pipeline.workers.alive").Count.ShouldBe(1);
        heard.Of("pipeline.dead_letters").ShouldBe([(1, "job.type=test.step"), (0, $"job.type={GaugeTable.Unreadable}")]);
        heard.Of("pipeline.lane.depth").ShouldContain((0, $"messaging.destination.name={pipeline.Queues.Lane(0)}"));
        heard.Of("pipeline.lane.consumers").ShouldContain((0, $"messaging.destination.name={pipeline.Queues.Lane(0)}"));

        time.Advance(TimeSpan.FromMinutes(2));
        heard.Observe();
        heard.Of("pipeline.workers.alive").Count.ShouldBe(1);
    }
}
