using Pipeline.Flows;
using Pipeline.Inspection;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Inspection;

public sealed class OverviewTests
{
    [ServiceFact]
    public async Task Jobs_are_counted_where_they_are()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:StaleAfter", "00:05:00"));
        pipeline.Script.OnStep = run => run.Text switch
        {
            "1" => throw new PermanentJobException("dies"),
            "2" => throw new InvalidOperationException("comes back"),
            _ => run.WriteAsync(),
        };
        await pipeline.EnqueueManyAsync(10);
        await pipeline.RunAsync();
        await pipeline.EnqueueManyAsync(7);
        await pipeline.PublishAsync();
        await pipeline.EnqueueManyAsync(5);
        await pipeline.StartAsync(Flow.Group([new Step("a"), new Step("b")]) with { MaxParallel = 1 });

        var now = await ReadAsync(pipeline);
        (now.Queued, now.Waiting, now.Running, now.Dead, now.OpenFlows).ShouldBe((new(13, false), new(2, false), new(0, false), new(1, false), new(1, false)));
        now.OldestDueAt.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(now.At);
        (now.WorkersAlive, now.Workers.Count, now.DeadMessages.Count).ShouldBe((1, 1, 0));

        await pipeline.LoseWorkerAsync();
        now = await ReadAsync(pipeline);
        now.Running.Count.ShouldBe(15);
        now.WorkersAlive.ShouldBe(1);
    }

    [ServiceFact]
    public async Task Above_ten_thousand_there_are_more()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(10_001);

        (await ReadAsync(pipeline)).Queued.ShouldBe(new(10_000, true));
    }

    private static Task<OverviewReport> ReadAsync(TestPipeline pipeline) => pipeline.Get<Overview>().ReadAsync(CancellationToken.None);
}
