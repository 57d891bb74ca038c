using Pipeline.Inspection;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Inspection;

public sealed class DrainTests
{
    [ServiceFact]
    public async Task Every_job_without_outcome_is_counted_in_its_place()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "fails" ? throw new InvalidOperationException("no") : run.WriteAsync();
        await pipeline.EnqueueAsync("fails");
        await pipeline.EnqueueAsync("works");
        await pipeline.RunAsync();
        (await CountAsync(pipeline, 1)).ShouldBe(new(0, 0, 0, 1, 0));

        var parked = await pipeline.EnqueueAsync("unknown");
        await pipeline.ExecuteAsync("update pipeline.job set version = 9 where id = $1", parked);
        await pipeline.ExecuteAsync("update pipeline.outbox set version = 9 where $1 = any(jobs)", parked);
        await pipeline.RunAsync();
        (await CountAsync(pipeline, 9)).ShouldBe(new(0, 0, 0, 0, 1));

        await pipeline.EnqueueAsync("published");
        await pipeline.PublishAsync();
        await pipeline.EnqueueAsync("new");
        (await CountAsync(pipeline, 1)).ShouldBe(new(1, 1, 0, 1, 0));

        await pipeline.LoseWorkerAsync();
        (await CountAsync(pipeline, 1)).ShouldBe(new(0, 0, 3, 0, 0));
        (await CountAsync(pipeline, 2)).Drained.ShouldBeTrue();
    }

    private static Task<DrainState> CountAsync(TestPipeline pipeline, int version) => pipeline.Get<DrainTable>().CountAsync("test.step", version, default);
}
