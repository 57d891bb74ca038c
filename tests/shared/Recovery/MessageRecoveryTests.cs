using Pipeline.Recovery;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Recovery;

public sealed class MessageRecoveryTests
{
    [ServiceFact]
    public async Task Messages_of_a_purged_lane_are_published_again()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(50);
        await pipeline.PublishAsync();
        while (await pipeline.TakeAsync() is not null) { }
        await AgeAsync(pipeline);

        (await RecoverAsync(pipeline)).ShouldBe(25);
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(50);
    }

    [ServiceFact]
    public async Task A_deleted_lane_is_declared_again_and_what_it_held_is_published_again()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(50);
        await pipeline.PublishAsync();
        await pipeline.DeleteLaneAsync(1);
        await AgeAsync(pipeline);

        (await RecoverAsync(pipeline)).ShouldBeInRange(12, 13);
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(50);
    }

    [ServiceFact]
    public async Task A_backlog_is_no_loss()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(50);
        await pipeline.PublishAsync();
        await AgeAsync(pipeline);
        (await RecoverAsync(pipeline)).ShouldBe(0);
    }

    [ServiceFact]
    public async Task The_delay_doubles_with_each_time()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:LostAfter", "00:01:00"));
        await pipeline.EnqueueAsync("a");
        await pipeline.PublishAsync();
        while (await pipeline.TakeAsync() is not null) { }
        await pipeline.ExecuteAsync("update pipeline.outbox set published_at = now() - interval '3 minutes', republished = 2");
        (await RecoverAsync(pipeline)).ShouldBe(0);
        await pipeline.ExecuteAsync("update pipeline.outbox set published_at = now() - interval '5 minutes'");
        (await RecoverAsync(pipeline)).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Messages_of_a_lane_that_is_no_more_are_published_again()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        await pipeline.PublishAsync();
        await pipeline.ExecuteAsync("update pipeline.outbox set lane = 7, published_at = now() - interval '1 hour'");
        (await RecoverAsync(pipeline)).ShouldBe(1);
    }

    [ServiceTheory]
    [InlineData("classic", 1)] // it holds one, and nothing waits
    [InlineData("classic", 9)] // it holds one, and the others wait behind it
    [InlineData("quorum", 1)]
    [InlineData("quorum", 9)]
    public async Task What_a_consumer_holds_and_nobody_claims_is_published_again(string type, int jobs)
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "1"), ("Pipeline:QueueType", type));
        await using var mute = await MuteConsumer.OnAsync(pipeline, 0);
        await pipeline.EnqueueManyAsync(jobs);
        await pipeline.PublishAsync();
        await mute.HoldsAsync(1);
        await AgeAsync(pipeline);
        await Eventually.TrueAsync(async () => await RecoverAsync(pipeline) > 0, TimeSpan.FromSeconds(60), "the held message is found");
        (await pipeline.CountAsync("pipeline.outbox where published_at is null")).ShouldBe(jobs);
    }

    [ServiceFact]
    public async Task A_lane_whose_consumer_works_is_left_alone_however_old_its_messages_are()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "1"), ("Pipeline:LostAfter", "00:01:00"));
        await pipeline.EnqueueManyAsync(20);
        await pipeline.PublishAsync();
        var message = (await pipeline.TakeAsync())!.Value;
        await using var mute = await MuteConsumer.OnAsync(pipeline, 0);
        await mute.HoldsAsync(1);
        await pipeline.ExecuteAsync("update pipeline.outbox set published_at = published_at - interval '1 hour'");
        await pipeline.ProcessAsync(message);
        await pipeline.BeatUntilSteadyAsync();
        (await RecoverAsync(pipeline)).ShouldBe(0);
    }

    [ServiceFact]
    public async Task What_a_consumer_holds_again_and_again_is_run_without_the_broker()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "1"));
        await using var mute = await MuteConsumer.OnAsync(pipeline, 0, prefetch: 100);
        await pipeline.EnqueueManyAsync(3);
        await Eventually.TrueAsync(
            async () =>
            {
                await pipeline.PublishAsync();
                await pipeline.ExecuteAsync("update pipeline.outbox set published_at = published_at - interval '1 day'");
                await RecoverAsync(pipeline);
                return await pipeline.CountAsync("effect") == 3;
            }, TimeSpan.FromSeconds(60), "the jobs run");
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
    }

    private static Task<int> RecoverAsync(TestPipeline pipeline) => pipeline.Get<MessageRecovery>().RunAsync(default);

    private static Task<int> AgeAsync(TestPipeline pipeline) => pipeline.ExecuteAsync("update pipeline.outbox set published_at = published_at - interval '1 minute'");
}
