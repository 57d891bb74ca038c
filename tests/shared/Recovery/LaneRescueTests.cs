using Pipeline.Flows;
using Pipeline.Recovery;
using Pipeline.Tests.Support;
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
}
