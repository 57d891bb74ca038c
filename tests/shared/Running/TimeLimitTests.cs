using Microsoft.EntityFrameworkCore;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

public sealed class TimeLimitTests
{
    [ServiceFact]
    public async Task A_job_is_told_to_stop_at_its_limit_and_that_is_a_failed_attempt()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await run.WriteAsync();
            await Task.Delay(Timeout.Infinite, run.Token);
        };
        await EnqueueAsync(pipeline, "a");
        await pipeline.RunAsync();

        (await pipeline.ScalarAsync<string>("select error from pipeline.job where status = 'dead'")).ShouldContain("stopped at its time limit");
        (await pipeline.CountAsync("effect")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_job_that_does_not_stop_is_abandoned_without_effect_and_its_neighbours_run()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:AbandonAfter", "00:00:00.100"));
        var release = new TaskCompletionSource();
        var after = new TaskCompletionSource<Exception?>();
        pipeline.Script.OnStep = async run =>
        {
            await run.WriteAsync();
            if (run.Text != "stuck") return;
            await release.Task;
            after.SetResult(await Record.ExceptionAsync(run.WriteAsync));
        };
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.EnqueueManyAsync(Enumerable.Range(0, 96).Select(i => new QuickStep(i == 1 ? "stuck" : $"{i}")));
            await transaction.CommitAsync();
        });
        await pipeline.PublishAsync();
        while (await pipeline.TakeAsync() is { } message)
            await pipeline.ProcessAsync(message);

        (await pipeline.ScalarAsync<string>("select error from pipeline.job where status = 'dead'")).ShouldContain("abandoned");
        (await pipeline.CountAsync("effect")).ShouldBe(95);
        release.SetResult();
        (await after.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldNotBeNull();
        (await pipeline.CountAsync("effect")).ShouldBe(95);
    }

    private static Task EnqueueAsync(TestPipeline pipeline, string text) => pipeline.WithDbAsync(async db =>
    {
        db.Enqueue(new QuickStep(text));
        await db.SaveChangesAsync();
    });
}
