using Pipeline.Flows;
using Pipeline.Recovery;
using Pipeline.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pipeline.Tests.Recovery;

public sealed class LaneRescueTests
{
    [ServiceFact]
    public async Task Lanes_without_a_consumer_are_drained_and_flows_are_taken_on()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(Flow.Chord(Enumerable.Range(0, 100).Select(i => new Step($"{i}")), new Step("body")));
        await Eventually.TrueAsync(
            async () =>
            {
                await pipeline.PublishAsync();
                await pipeline.Get<LaneRescue>().RunAsync(CancellationToken.None);
                return (await pipeline.ProgressAsync(flow.Id)).Status == "succeeded";
            },
            TimeSpan.FromSeconds(30),
            "the flow to end");
        (await pipeline.CountAsync("effect")).ShouldBe(101);
    }

    [ServiceTheory]
    [InlineData("classic")]
    [InlineData("quorum")]
    public async Task One_round_drains_all_that_waits_in_a_queue_of_either_type(string type)
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:QueueType", type));
        await pipeline.EnqueueManyAsync(100);
        await pipeline.PublishAsync();
        var messages = await pipeline.CountAsync("pipeline.outbox");

        (await pipeline.Get<LaneRescue>().RunAsync(CancellationToken.None)).ShouldBe((int)messages);

        messages.ShouldBeGreaterThan(4);
        (await pipeline.CountAsync("effect")).ShouldBe(100);
    }

    [ServiceFact]
    public async Task A_lane_with_a_consumer_is_left_to_it()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var taken = await pipeline.WithChannelAsync(async channel =>
        {
            await channel.BasicQosAsync(0, 1, global: false);
            foreach (var lane in pipeline.Queues.Lanes)
                await channel.BasicConsumeAsync(pipeline.Queues.Lane(lane), autoAck: false, "", noLocal: false, exclusive: false, arguments: null, new AsyncEventingBasicConsumer(channel));
            await pipeline.EnqueueManyAsync(50);
            await pipeline.PublishAsync();
            return await pipeline.Get<LaneRescue>().RunAsync(CancellationToken.None);
        });
        taken.ShouldBe(0);
        (await pipeline.CountAsync("effect")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task The_dead_letter_queue_without_a_consumer_is_drained_too()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        var (_, ours) = await pipeline.PublishAndTakeAsync();
        await pipeline.WithChannelAsync(async channel =>
        {
            foreach (var body in (byte[][])[ours, "{}"u8.ToArray()])
                await channel.BasicPublishAsync(pipeline.Queues.DeadLetterExchange, routingKey: "", mandatory: true, new BasicProperties(), body);
            return 0;
        });

        await Eventually.TrueAsync(async () => await TakenAsync(pipeline) >= 2, TimeSpan.FromSeconds(20), "both are taken");

        (await pipeline.CountAsync("pipeline.dead_letter where lane is null")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.outbox where published_at is null")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Health_names_the_lane_that_holds_messages_and_has_no_consumer_and_stops_when_it_is_drained()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        await pipeline.PublishAsync();
        var health = pipeline.Get<Pipeline.Health.PipelineHealth>();
        await Eventually.TrueAsync(async () => (await health.LanesAsync(default)).Values.Count(l => !l.Healthy) == 1, TimeSpan.FromSeconds(20), "one lane is unhealthy");

        await pipeline.Get<LaneRescue>().RunAsync(CancellationToken.None);

        var lanes = await health.LanesAsync(default);
        lanes.Values.ShouldAllBe(l => l.Healthy && l.Consumers == 0);
        lanes.Keys.ShouldBe([.. pipeline.Queues.All, pipeline.Queues.DeadLetterQueue], ignoreOrder: true);

        await pipeline.DeleteLaneAsync(1);
        lanes = await health.LanesAsync(default);
        lanes.Single(l => !l.Value.Healthy).ShouldBe(KeyValuePair.Create(pipeline.Queues.Lane(1), new Pipeline.Health.LaneHealth(null, 0, Pipeline.Health.LaneKind.Jobs)));
    }

    private int _taken;

    // The broker counts a message a moment after it has confirmed it.
    private async Task<int> TakenAsync(TestPipeline pipeline) => _taken += await pipeline.Get<LaneRescue>().RunAsync(CancellationToken.None);
}
