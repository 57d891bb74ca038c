using Pipeline.Messaging;
using Pipeline.Recovery;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Recovery;

public sealed class DeadMessagesTests
{
    [ServiceFact]
    public async Task A_message_of_ours_goes_back_to_the_outbox_and_its_job_runs()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        var (_, body) = await pipeline.PublishAndTakeAsync();

        await pipeline.Get<DeadMessages>().ProcessAsync(body, default);

        (await pipeline.CountAsync("pipeline.outbox where published_at is null and due_at > now() + interval '20 seconds'")).ShouldBe(1);
        await pipeline.SkipDelaysAsync();
        await pipeline.RunAsync();
        (await pipeline.CleanlySucceededAsync()).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_message_whose_jobs_have_ended_is_forgotten()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        var message = await pipeline.PublishAndTakeAsync();
        await pipeline.ProcessAsync(message);
        await pipeline.Get<DeadMessages>().ProcessAsync(message.Body, default);
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task Anything_else_is_kept_as_a_dead_letter()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.Get<DeadMessages>().ProcessAsync("{\"v\":9}"u8.ToArray(), default);
        await pipeline.Get<DeadMessages>().ProcessAsync(new FlowMessage(Guid.NewGuid(), Guid.NewGuid()).ToBytes(), default);
        (await pipeline.CountAsync("pipeline.dead_letter where lane is null and encode(body, 'escape') = '{\"v\":9}'")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(1);
    }
}
