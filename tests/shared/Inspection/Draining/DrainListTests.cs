using Pipeline.Database;
using Pipeline.Flows;
using Pipeline.Inspection;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Inspection;

public sealed class DrainListTests
{
    [ServiceFact]
    public async Task Every_version_with_something_left_is_listed_as_it_would_be_alone()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "comes back" ? throw new InvalidOperationException("not yet") : run.WriteAsync();
        await pipeline.EnqueueAsync("comes back");
        await pipeline.EnqueueAsync("ends");
        await pipeline.RunAsync();
        await pipeline.EnqueueManyAsync(40);
        await pipeline.PublishAsync();
        await pipeline.EnqueueManyAsync(3, nameof(IoStep));
        await pipeline.StartAsync(Flow.Chord([new Step("0")], new IoStep("body")));

        var (versions, more) = await pipeline.Get<DrainTable>().ListAsync(CancellationToken.None);
        more.ShouldBeFalse();
        versions.Select(v => v.Job).ShouldBe(["test.io-step", "test.step"]);
        foreach (var left in versions)
            left.State.ShouldBe(await pipeline.Get<DrainTable>().CountAsync(left.Job, left.Version, CancellationToken.None));
        versions[1].State.ShouldBe(new(Outbox: 1, Lanes: 40, Running: 0, Retries: 1, Parked: 0));
    }

    [ServiceFact]
    public async Task A_backlog_above_the_window_says_so()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(100);
        var (_, more) = await new DrainTable(pipeline.Get<PipelineDatabase>()) { Window = 10 }.ListAsync(CancellationToken.None);

        more.ShouldBeTrue();
    }

    [ServiceFact]
    public async Task With_nothing_left_there_is_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(3);
        await pipeline.RunAsync();

        (await pipeline.Get<DrainTable>().ListAsync(CancellationToken.None)).Versions.ShouldBeEmpty();
    }
}
