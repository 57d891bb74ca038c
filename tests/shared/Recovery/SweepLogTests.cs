using Pipeline.Recovery;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Recovery;

public sealed class SweepLogTests
{
    [ServiceFact]
    public async Task A_sweep_says_what_it_did_last_and_in_all()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var log = pipeline.Get<SweepLog>();
        foreach (var count in (int[])[3, 4, 0])
            await log.RunAsync("Mend", _ => Task.FromResult(count), default);

        var sweep = (await log.ListAsync(default)).ShouldHaveSingleItem();
        (sweep.Name, sweep.Count, sweep.Error, sweep.Runs, sweep.Total, sweep.ActedCount).ShouldBe(("Mend", 0, null, 3, 7, 4));
        sweep.ActedAt.ShouldNotBeNull().ShouldBeLessThan(sweep.LastAt);
    }

    [ServiceFact]
    public async Task What_ended_a_sweep_is_written_down_and_thrown_on()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var log = pipeline.Get<SweepLog>();
        await Should.ThrowAsync<TimeoutException>(() => log.RunAsync("Mend", _ => throw new TimeoutException("secret"), default));
        (await log.ListAsync(default)).ShouldHaveSingleItem().Error.ShouldBe(nameof(TimeoutException));

        await log.RunAsync("Mend", _ => Task.FromResult(0), default);
        (await log.ListAsync(default)).ShouldHaveSingleItem().Error.ShouldBeNull();
    }

    [ServiceFact]
    public async Task A_loop_writes_only_what_it_did()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var log = pipeline.Get<SweepLog>();
        await log.RunOftenAsync("Mend", _ => Task.FromResult(0), default);
        (await log.ListAsync(default)).ShouldBeEmpty();

        await log.RunOftenAsync("Mend", _ => Task.FromResult(2), default);
        (await log.ListAsync(default)).ShouldHaveSingleItem().Total.ShouldBe(2);
    }
}
