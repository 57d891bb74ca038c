using Pipeline.Outbox;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Outbox;

/// <summary>A backlog of several chunks, of which one is sent while another is confirmed.</summary>
public sealed class OutboxRelayTests
{
    private const int Messages = 32;

    [ServiceFact]
    public async Task Every_row_of_a_backlog_is_sent_once_and_marked()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:RelayChunk", "10"));
        await pipeline.EnqueueManyAsync(10 * Messages);
        (await pipeline.PublishAsync()).ShouldBe(Messages);

        (await pipeline.CountAsync("pipeline.outbox where published_at is not null and lane is not null and taken_by is null and taken_until is null")).ShouldBe(Messages);
        var found = new HashSet<string>();
        while (await pipeline.TakeAsync() is { } message)
            found.Add(System.Text.Encoding.UTF8.GetString(message.Body)).ShouldBeTrue();
        found.Count.ShouldBe(Messages);
    }

    [ServiceFact]
    public async Task What_the_broker_does_not_take_is_free_again_in_all_chunks_under_way()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:RelayChunk", "10"));
        await pipeline.EnqueueManyAsync(10 * Messages);
        foreach (var lane in pipeline.Queues.Lanes)
            await pipeline.DeleteLaneAsync(lane);
        await Should.ThrowAsync<RelayStalledException>(pipeline.PublishAsync);

        (await pipeline.CountAsync("pipeline.outbox where taken_by is not null or taken_until is not null")).ShouldBe(0);
        // The queues are there again: what was sent before that is sent once more, and none is left.
        await pipeline.PublishAsync();
        (await pipeline.CountAsync("pipeline.outbox where published_at is null or taken_by is not null")).ShouldBe(0);
    }
}
