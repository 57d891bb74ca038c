using Pipeline.Messaging;
using Pipeline.Recovery;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Recovery;

/// <summary>RabbitMQ 4 gives up on a message of a quorum queue once it came back 20 times, as from hosts that are killed.</summary>
public sealed class DeliveryLimitTests
{
    [ServiceFact]
    public async Task A_message_that_comes_back_too_often_is_put_back_and_runs()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:QueueType", "quorum"), ("Pipeline:Lanes", "1"));
        var job = await pipeline.EnqueueAsync("a");
        await pipeline.PublishAsync();
        for (var times = 0; times < 25; times++)
            await pipeline.WithChannelAsync(async channel =>
            {
                // A message that was returned is not there at once.
                for (var tries = 0; tries < 50; tries++)
                    if (await channel.BasicGetAsync(pipeline.Queues.Lane(0), autoAck: false) is { } message)
                    {
                        await channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: true);
                        break;
                    }
                return 0;
            });

        byte[]? dead = null;
        await Eventually.TrueAsync(
            async () =>
            {
                if (await pipeline.TakeAsync() is { } again)
                {
                    // An earlier server has no limit.
                    await pipeline.ProcessAsync(again);
                    return true;
                }
                dead = await pipeline.WithChannelAsync(
                    async channel => (await channel.BasicGetAsync(pipeline.Queues.DeadLetterQueue, autoAck: true))?.Body.ToArray());
                return dead is not null;
            },
            TimeSpan.FromSeconds(60),
            "the message is in its lane or in the dead-letter queue");
        if (dead is not null) await pipeline.Get<DeadMessages>().ProcessAsync(dead, default);
        await pipeline.SkipDelaysAsync();
        await pipeline.RunAsync();

        (await pipeline.StatusAsync(job)).ShouldBe("succeeded");
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }
}
