using Pipeline.Messaging;
using Pipeline.Outbox;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Messaging;

public sealed class TopologyTests
{
    [ServiceFact]
    public async Task Declaring_again_changes_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        await pipeline.PublishAsync();
        await pipeline.Get<Topology>().DeclareAsync(default);
        (await pipeline.Get<Topology>().DepthsAsync(default)).Sum(d => d!.Value).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Other_arguments_are_an_error_that_names_the_queue_and_both_values()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var other = new Topology(pipeline.Get<BrokerConnection>(), pipeline.Get<PipelineOptions>() with { QueueType = "quorum" });
        var error = await Should.ThrowAsync<TopologyMismatchException>(() => other.DeclareAsync(default));
        error.Message.ShouldContain(pipeline.Queues.DeadLetterQueue);
        error.Message.ShouldContain("'quorum'");
        error.Message.ShouldContain("'classic'");
    }

    [ServiceFact]
    public async Task A_lane_that_vanished_is_declared_again_by_the_relay_and_nothing_counts_as_sent_before()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        foreach (var lane in pipeline.Queues.Lanes) await pipeline.DeleteLaneAsync(lane);
        await pipeline.EnqueueManyAsync(20);

        await Should.ThrowAsync<RelayStalledException>(pipeline.PublishAsync);
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.outbox where published_at is null and taken_by is null")).ShouldBe(20);
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(20);
    }
}
