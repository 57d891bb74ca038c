using Microsoft.EntityFrameworkCore;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

public sealed class IoRunTests
{
    [ServiceFact]
    public async Task What_it_saves_is_committed_with_its_outcome_and_result()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await EnqueueAsync(pipeline, "a", "b");
        await pipeline.RunAsync();

        (await pipeline.CountAsync("effect")).ShouldBe(2);
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.job where status = 'succeeded' and result like '\"did _\"'")).ShouldBe(2);
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task Jobs_of_a_message_run_side_by_side()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var all = new CountdownEvent(4);
        var together = new TaskCompletionSource();
        pipeline.Script.OnStep = async _ =>
        {
            if (all.Signal()) together.SetResult();
            await together.Task.WaitAsync(TimeSpan.FromSeconds(20));
        };
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.EnqueueManyAsync(Enumerable.Range(0, 128).Select(i => new IoStep($"{i}")));
            await transaction.CommitAsync();
        });
        await pipeline.PublishAsync();
        await pipeline.ProcessAsync((await pipeline.TakeAsync())!.Value);
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.job where status = 'succeeded'")).ShouldBe(4);
    }

    [ServiceFact]
    public async Task It_reads_without_a_transaction_and_cannot_write_by_accident()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            (await run.Db.Effects.CountAsync()).ShouldBe(0);
            run.Db.Database.CurrentTransaction.ShouldBeNull();
            await run.Db.Database.ExecuteSqlAsync($"insert into effect (job_id, text) values ({run.Job.Id}, 'stray')");
        };
        await EnqueueAsync(pipeline, "a");
        await pipeline.RunAsync();

        (await pipeline.CountAsync("effect")).ShouldBe(0);
        (await pipeline.ScalarAsync<string>("select error from pipeline.job")).ShouldContain("read-only");
    }

    [ServiceFact]
    public async Task After_Begin_it_writes_by_SQL_too()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await run.Job.BeginAsync(run.Token);
            await run.Db.Database.ExecuteSqlAsync($"insert into effect (job_id, text) values ({run.Job.Id}, 'sql')");
            await run.WriteAsync();
            if (run.Text == "fails") throw new InvalidOperationException("after both");
        };
        await EnqueueAsync(pipeline, "works", "fails");
        await pipeline.RunAsync();

        (await pipeline.CountAsync("effect")).ShouldBe(2);
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.job where status = 'queued' and attempt = 1")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_run_whose_message_went_to_another_worker_cannot_write()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await pipeline.ExecuteAsync("update pipeline.outbox set token = gen_random_uuid()");
            await run.WriteAsync();
        };
        await EnqueueAsync(pipeline, "a");
        await pipeline.RunAsync();

        (await pipeline.CountAsync("effect")).ShouldBe(0);
        (await pipeline.ScalarAsync<bool>("select status = 'queued' and attempt = 0 from pipeline.job")).ShouldBeTrue();
        pipeline.Log.Lines.ShouldContain(line => line.Contains("given to another worker"));
    }

    private static Task EnqueueAsync(TestPipeline pipeline, params string[] texts) => pipeline.WithDbAsync(async db =>
    {
        foreach (var text in texts) db.Enqueue(new IoStep(text));
        await db.SaveChangesAsync();
    });
}
