using Microsoft.Extensions.Logging;
using Pipeline.Outbox;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Outbox;

public sealed class RelayLoopTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [ServiceFact]
    public async Task A_commit_is_published_without_waiting_for_the_poll()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:RelayPoll", "00:01:00"));
        using var loop = Loop(pipeline, TimeProvider.System);
        await loop.StartAsync(default);
        await pipeline.EnqueueAsync("a");
        await Eventually.TrueAsync(async () => await pipeline.CountAsync("pipeline.outbox where published_at is not null") == 1, Soon, "the row is published");
        await loop.StopAsync(default);
    }

    [ServiceFact]
    public async Task A_relay_whose_messages_are_refused_waits_longer_from_time_to_time()
    {
        var time = new ManualTime();
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = time }, ("Pipeline:Lanes", "1"));
        await pipeline.DeleteLaneAsync(0);
        await pipeline.WithChannelAsync(channel => channel.QueueDeclareAsync(
            pipeline.Queues.Lane(0), durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-max-length"] = 0, ["x-overflow"] = "reject-publish" }));
        await pipeline.EnqueueAsync("a");

        using var loop = Loop(pipeline, time);
        await loop.StartAsync(default);
        // Pauses of 0.1, 0.2, 0.4, 0.8 and 1.6 s follow the first five refusals.
        foreach (var (refusals, pause) in new[] { (1, 100), (2, 200), (3, 400), (4, 800), (5, 1_600) })
        {
            await Eventually.TrueAsync(() => pipeline.Log.Count("took none") == refusals && time.Waiting > 0, Soon, $"refusal {refusals}");
            time.Advance(TimeSpan.FromMilliseconds(pause - 1));
            time.Waiting.ShouldBe(1);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }
        await loop.StopAsync(default);
        (await pipeline.CountAsync("pipeline.outbox where published_at is null")).ShouldBe(1);
    }

    private static RelayLoop Loop(TestPipeline pipeline, TimeProvider time) =>
        new(pipeline.Get<OutboxRelay>(), pipeline.Get<OutboxSignal>(), time, pipeline.Get<ILogger<RelayLoop>>());
}
