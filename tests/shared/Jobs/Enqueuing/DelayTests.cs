using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Jobs;

public sealed class DelayTests
{
    [ServiceFact]
    public async Task A_delayed_job_is_a_row_that_waits_for_however_long()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await EnqueueAsync(pipeline, 1, TimeSpan.FromDays(400));
        await pipeline.RunAsync();
        (await pipeline.ScalarAsync<string>("select state from pipeline.job_state")).ShouldBe("waiting");
        await pipeline.SkipDelaysAsync();
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_delay_is_measured_by_the_databases_clock(bool many)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var delay = TimeSpan.FromMinutes(5);
        if (many)
            await pipeline.WithDbAsync(async db =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync();
                await db.EnqueueManyAsync([new Step("a")], new EnqueueOptions { Delay = delay });
                await transaction.CommitAsync();
            });
        else
            await EnqueueAsync(pipeline, 1, delay);
        // Both are of the same transaction's clock, to the microsecond.
        (await pipeline.ScalarAsync<bool>("select due_at = created_at + interval '5 minutes' from pipeline.outbox")).ShouldBeTrue();
    }

    [ServiceFact]
    public async Task Jobs_with_the_same_delay_share_messages()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await EnqueueAsync(pipeline, 200, TimeSpan.FromMinutes(1));
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(29);
    }

    [ServiceFact]
    public async Task A_delay_into_the_past_is_refused()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => EnqueueAsync(pipeline, 1, TimeSpan.FromSeconds(-1)))).Message.ShouldContain("past");
    }

    private static Task EnqueueAsync(TestPipeline pipeline, int count, TimeSpan delay) => pipeline.WithDbAsync(async db =>
    {
        for (var i = 0; i < count; i++) db.Enqueue(new Step($"{i}"), new EnqueueOptions { Delay = delay });
        await db.SaveChangesAsync();
    });
}
