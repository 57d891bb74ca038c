using Microsoft.EntityFrameworkCore;
using Pipeline.Outbox;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Outbox;

public sealed class OutboxSignalTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly OutboxSignal _signal = new();

    [Fact]
    public async Task Set_wakes_whoever_waits()
    {
        var waiting = _signal.WaitAsync(Long, default);
        waiting.IsCompleted.ShouldBeFalse();
        _signal.Set();
        await waiting.EndsAsync(Long);
    }

    [Fact]
    public void Set_before_the_wait_is_not_lost_and_many_of_them_count_once()
    {
        for (var i = 0; i < 3; i++) _signal.Set();
        _signal.WaitAsync(Long, default).IsCompleted.ShouldBeTrue();
        _signal.WaitAsync(Long, default).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Without_a_signal_the_wait_ends_by_itself() => await _signal.WaitAsync(TimeSpan.FromMilliseconds(1), default).EndsAsync(Long);

    [ServiceFact]
    public async Task A_commit_with_jobs_sets_it_and_one_without_or_a_rollback_does_not()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.WithDbAsync(async db =>
        {
            db.Add(new Effect { Text = "no job" });
            await db.SaveChangesAsync();
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Enqueue(new Step("rolled back"));
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        });
        (await IsSetAsync(pipeline)).ShouldBeFalse();
        await pipeline.EnqueueAsync("saved");
        (await IsSetAsync(pipeline)).ShouldBeTrue();
        await pipeline.EnqueueManyAsync(3);
        (await IsSetAsync(pipeline)).ShouldBeTrue();
    }

    private static async Task<bool> IsSetAsync(TestPipeline pipeline)
    {
        using var giveUp = new CancellationTokenSource();
        var waiting = pipeline.Get<OutboxSignal>().WaitAsync(Long, giveUp.Token);
        var isSet = waiting.IsCompleted;
        await giveUp.CancelAsync();
        // One that still waits would take the next signal.
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return isSet;
    }
}
