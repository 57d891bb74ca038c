using Pipeline.Messaging;
using Pipeline.Outbox;
using Pipeline.Tests.Running;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Messaging;

public sealed class TopologyTests
{
    [ServiceFact]
    public async Task Declaring_again_changes_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await DatabaseRunTests.EnqueueAsync(pipeline, "a");
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
        var connection = await pipeline.Get<BrokerConnection>().OpenAsync(default);
        await using (var channel = await connection.CreateChannelAsync())
            foreach (var lane in pipeline.Queues.All)
                await channel.QueueDeleteAsync(lane, false, false);
        await DatabaseRunTests.EnqueueManyAsync(pipeline, 20);

        await Should.ThrowAsync<RelayStalledException>(pipeline.PublishAsync);
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.outbox where published_at is null and taken_by is null")).ShouldBe(20);
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(20);
    }

    [ServiceFact]
    public async Task What_a_dead_relay_took_comes_free_by_time()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await DatabaseRunTests.EnqueueAsync(pipeline, "a");
        var table = pipeline.Get<OutboxTable>();
        (await table.TakeAsync(Guid.NewGuid(), TimeSpan.FromMilliseconds(300), 10, default)).Count.ShouldBe(1);
        (await pipeline.PublishAsync()).ShouldBe(0);
        await Eventually.TrueAsync(async () => await pipeline.PublishAsync() == 1, TimeSpan.FromSeconds(10), "the row is published by another relay");
    }

    [ServiceFact]
    public async Task Two_relays_share_the_rows()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await DatabaseRunTests.EnqueueManyAsync(pipeline, 500);
        var table = pipeline.Get<OutboxTable>();
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => table.TakeAsync(Guid.NewGuid(), TimeSpan.FromMinutes(1), 10, default)));
        taken.SelectMany(t => t.Select(r => r.Id)).Distinct().Count().ShouldBe(taken.Sum(t => t.Count));
    }
}
