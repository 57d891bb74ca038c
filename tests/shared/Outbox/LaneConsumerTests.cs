using Microsoft.EntityFrameworkCore;
using Pipeline.Health;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Outbox;

/// <summary>A lane whose trigger was lost gets nothing more, as long as others have one.</summary>
public sealed class LaneConsumerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [ServiceTheory]
    [InlineData("classic")]
    [InlineData("quorum")]
    public async Task Nothing_is_sent_to_a_lane_without_a_consumer_while_others_have_one(string type)
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:QueueType", type), ("Pipeline:Lanes", "4"));
        await using var consumers = await MuteConsumer.OnAsync(pipeline, [1, 3]);
        await pipeline.EnqueueManyAsync(320);
        await pipeline.PublishAsync();
        (await LanesAsync(pipeline)).ShouldBe([1, 3]);
    }

    [ServiceFact]
    public async Task Urgent_jobs_take_the_other_lanes_while_theirs_has_no_consumer()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await using var consumers = await MuteConsumer.OnAsync(pipeline, 1);
        await pipeline.WithDbAsync(async db =>
        {
            db.Enqueue(new Step("a"), new() { Priority = JobPriority.High });
            await db.SaveChangesAsync();
        });
        await pipeline.PublishAsync();
        (await LanesAsync(pipeline)).ShouldBe([1]);
    }

    [ServiceFact]
    public async Task Where_no_lane_has_one_all_are_sent_to()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "4"));
        await pipeline.EnqueueManyAsync(320);
        await pipeline.PublishAsync();
        (await LanesAsync(pipeline)).ShouldBe([0, 1, 2, 3]);
    }

    [ServiceFact]
    public async Task A_lane_that_loses_its_consumer_is_passed_over_and_comes_back_with_it()
    {
        var time = new ManualTime();
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = time });
        await using var first = await MuteConsumer.OnAsync(pipeline, 0);
        var second = await MuteConsumer.OnAsync(pipeline, 1);
        (await PublishSomeAsync(pipeline)).ShouldBe([0, 1]);

        await second.DisposeAsync();
        time.Advance(TimeSpan.FromSeconds(10));
        (await PublishSomeAsync(pipeline)).ShouldBe([0]);

        await using var again = await MuteConsumer.OnAsync(pipeline, 1);
        time.Advance(TimeSpan.FromSeconds(10));
        (await PublishSomeAsync(pipeline)).ShouldBe([0, 1]);
    }

    [ServiceFact]
    public async Task A_queue_that_was_deleted_and_declared_again_gets_nothing_until_it_has_a_consumer()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await using var consumers = await MuteConsumer.OnAsync(pipeline, [0, 1]);
        (await PublishSomeAsync(pipeline)).ShouldBe([0, 1]);
        await pipeline.DeleteLaneAsync(1);
        (await PublishSomeAsync(pipeline)).ShouldBe([0]);
    }

    [ServiceFact]
    public async Task Health_is_degraded_while_a_lane_has_no_consumer_and_others_have_one()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var health = pipeline.Get<PipelineHealth>();
        (await health.LanesAsync(default)).Values.ShouldAllBe(l => l.Healthy);
        await using var consumers = await MuteConsumer.OnAsync(pipeline, [0, LaneQueues.Urgent, LaneQueues.Flows, LaneQueues.Dead]);
        (await health.LanesAsync(default)).Where(l => !l.Value.Healthy).Select(l => l.Key).ShouldBe([pipeline.Queues.Lane(1)]);
    }

    private static async Task<int[]> PublishSomeAsync(TestPipeline pipeline)
    {
        await pipeline.ExecuteAsync("delete from pipeline.outbox");
        await pipeline.EnqueueManyAsync(320);
        // The broker may have lost what it confirmed with a queue that is gone: all of it is sent in the end.
        await Eventually.TrueAsync(
            async () =>
            {
                await Record.ExceptionAsync(pipeline.PublishAsync);
                return await pipeline.CountAsync("pipeline.outbox where published_at is null") == 0;
            }, Soon, "all is sent");
        return await LanesAsync(pipeline);
    }

    private static async Task<int[]> LanesAsync(TestPipeline pipeline) =>
        await pipeline.ScalarAsync<int[]>("select array(select distinct lane::int from pipeline.outbox where published_at is not null order by 1)");
}
