using Microsoft.EntityFrameworkCore;
using Pipeline.Recurring;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Recurring;

public sealed class SweepTests
{
    [ServiceFact]
    public async Task A_sweep_enqueues_a_job_for_each_row_that_it_finds_up_to_its_limit()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await ToDoAsync(pipeline, 5);

        (await SweepAsync(pipeline)).ShouldBe("""{"found":3,"enqueued":3}""");

        await pipeline.RunAsync();
        (await pipeline.ScalarAsync<long>("select count(*) from effect where text = 'done'")).ShouldBe(3);
        (await pipeline.CountAsync("pipeline.dedupe")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_row_whose_job_is_under_way_is_not_enqueued_again_until_that_has_ended()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await ToDoAsync(pipeline, 1);
        pipeline.Script.OnStep = _ => throw new InvalidOperationException("not today");

        (await SweepAsync(pipeline)).ShouldBe("""{"found":1,"enqueued":1}""");
        await pipeline.RunAsync();
        await ToDoAsync(pipeline, 1);
        (await SweepAsync(pipeline)).ShouldBe("""{"found":2,"enqueued":1}""");
        for (var attempt = 2; attempt <= 3; attempt++)
        {
            await pipeline.SkipDelaysAsync();
            await pipeline.RunAsync();
        }

        // The first row's job is dead by now, the second one's has an attempt left.
        (await SweepAsync(pipeline)).ShouldBe("""{"found":2,"enqueued":1}""");
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.job where type = 'test.step'")).ShouldBe(3);
    }

    [ServiceFact]
    public async Task Rows_whose_jobs_are_under_way_keep_none_behind_them_from_the_limit()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await ToDoAsync(pipeline, 8);
        (await SweepAsync(pipeline)).ShouldBe("""{"found":3,"enqueued":3}""");
        await pipeline.ExecuteAsync("update pipeline.outbox set due_at = now() + interval '1 day'");

        (await SweepAsync(pipeline)).ShouldBe("""{"found":6,"enqueued":3}""");
        await pipeline.ExecuteAsync("update pipeline.outbox set due_at = now() + interval '1 day'");
        (await SweepAsync(pipeline)).ShouldBe("""{"found":8,"enqueued":2}""");
    }

    [ServiceFact]
    public async Task A_sweep_that_finds_nothing_leaves_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        (await SweepAsync(pipeline)).ShouldBe("""{"found":0,"enqueued":0}""");
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(1);
    }

    private static Task ToDoAsync(TestPipeline pipeline, int count) => pipeline.WithDbAsync(async db =>
    {
        db.AddRange(Enumerable.Range(0, count).Select(_ => new Effect { Text = "to do" }));
        await db.SaveChangesAsync();
    });

    /// <summary>Lets the sweep's tick come and runs its job alone.</summary>
    /// <returns>The job's result.</returns>
    private static async Task<string> SweepAsync(TestPipeline pipeline)
    {
        await pipeline.ExecuteAsync("update pipeline.recurring set next_at = now() where name = 'test.sweep'");
        (await pipeline.Get<RecurringScheduler>().RunAsync(CancellationToken.None)).ShouldBe(1);
        (await pipeline.PublishAsync()).ShouldBe(1);
        await pipeline.ProcessAsync((await pipeline.TakeAsync()).ShouldNotBeNull());
        return await pipeline.ScalarAsync<string>("select j.result from pipeline.recurring r join pipeline.job j on j.id = r.last_job where r.name = 'test.sweep'");
    }
}
