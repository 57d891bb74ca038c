using Pipeline.Recovery;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Recovery;

public sealed class OverdueMaintenanceTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [ServiceFact]
    public async Task A_task_whose_timer_does_not_fire_is_run_by_a_worker_and_by_one_only()
    {
        var time = new ManualTime();
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = time });
        await pipeline.EnqueueAsync("a");
        await pipeline.PublishAsync();
        while (await pipeline.TakeAsync() is not null) { }
        await pipeline.ExecuteAsync("update pipeline.outbox set published_at = now() - interval '1 hour'");
        await pipeline.Get<SweepLog>().RunAsync("RecoverMessages", _ => Task.FromResult(0), default);
        await pipeline.ExecuteAsync("update pipeline.sweep set last_at = now() - interval '10 minutes'");
        using var loop = pipeline.Make<OverdueMaintenance>();
        await loop.StartAsync(default);
        await Eventually.TrueAsync(() => time.Waiting == 6, Soon, "all wait");

        time.Advance(TimeSpan.FromMinutes(2));
        await Eventually.TrueAsync(async () => await pipeline.CountAsync("pipeline.outbox where republished = 1") == 1, Soon, "the message is found");
        (await pipeline.Get<SweepLog>().IsOverdueAsync("RecoverMessages", TimeSpan.FromMinutes(5), default)).ShouldBeFalse();
        await loop.StopAsync(default);
    }

    [ServiceFact]
    public async Task A_task_whose_timer_fires_is_left_to_it()
    {
        var time = new ManualTime();
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = time });
        foreach (var name in (string[])["RecoverMessages", "RecoverLanes", "RecoverFlows", "ExpireJobs", "DeleteOld", "CleanBlobs"])
            await pipeline.Get<SweepLog>().RunAsync(name, _ => Task.FromResult(0), default);
        using var loop = pipeline.Make<OverdueMaintenance>();
        await loop.StartAsync(default);
        await Eventually.TrueAsync(() => time.Waiting == 6, Soon, "all wait");
        time.Advance(TimeSpan.FromHours(4));
        // All of them have looked, and wait for their next look.
        await Eventually.TrueAsync(() => time.Waiting == 6, Soon, "all have looked");
        (await pipeline.CountAsync("pipeline.sweep where runs <> 1")).ShouldBe(0);
        pipeline.Log.Count("has not fired").ShouldBe(0);
        await loop.StopAsync(default);
    }
}
