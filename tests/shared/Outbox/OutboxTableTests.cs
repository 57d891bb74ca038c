using Pipeline.Outbox;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Outbox;

public sealed class OutboxTableTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [ServiceFact]
    public async Task What_a_dead_relay_took_comes_free_by_time()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        (await pipeline.Get<OutboxTable>().TakeAsync(Guid.NewGuid(), Long, 10, default)).Count.ShouldBe(1);
        (await pipeline.PublishAsync()).ShouldBe(0);
        await pipeline.ExecuteAsync("update pipeline.outbox set taken_until = taken_until - interval '1 minute'");
        (await pipeline.PublishAsync()).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Two_relays_share_the_rows()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(500);
        var table = pipeline.Get<OutboxTable>();
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => table.TakeAsync(Guid.NewGuid(), Long, 10, default)));
        taken.SelectMany(t => t.Select(r => r.Id)).Distinct().Count().ShouldBe(taken.Sum(t => t.Count));
    }

    [ServiceFact]
    public async Task A_relay_that_ran_out_of_time_neither_marks_nor_gives_back_what_another_took()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        var table = pipeline.Get<OutboxTable>();
        var (slow, quick) = (Guid.NewGuid(), Guid.NewGuid());
        var row = (await table.TakeAsync(slow, TimeSpan.Zero, 10, default)).Single().Id;
        (await table.TakeAsync(quick, Long, 10, default)).Single().Id.ShouldBe(row);

        await table.PublishedAsync(slow, [row], [0], default);
        await table.GiveBackAsync(slow, [row], default);
        (await pipeline.CountAsync($"pipeline.outbox where taken_by = '{quick}' and published_at is null")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task The_next_due_row_says_how_long_the_relay_may_rest()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var table = pipeline.Get<OutboxTable>();
        (await table.NextDueAsync(default)).ShouldBeNull();
        await pipeline.EnqueueAsync("a");
        (await table.NextDueAsync(default)).ShouldBe(TimeSpan.Zero);
        await pipeline.ExecuteAsync("update pipeline.outbox set due_at = now() + interval '1 hour'");
        (await table.NextDueAsync(default))!.Value.TotalMinutes.ShouldBeInRange(59, 60);
        (await pipeline.Get<OutboxRelay>().IdleTimeAsync(default)).ShouldBe(pipeline.Get<PipelineOptions>().RelayPoll);
        await pipeline.ExecuteAsync("update pipeline.outbox set due_at = now() + interval '400 days'");
        (await table.NextDueAsync(default)).ShouldBe(TimeSpan.FromDays(1));
    }
}
