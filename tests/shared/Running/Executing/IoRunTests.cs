using Microsoft.EntityFrameworkCore;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

public sealed class IoRunTests
{
    [ServiceFact]
    public async Task What_it_saves_is_committed_with_its_outcome_and_result()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(2, nameof(IoStep));
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
            await together.Task.EndsAsync(TimeSpan.FromSeconds(20));
        };
        await pipeline.EnqueueManyAsync(128, nameof(IoStep));
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        (await pipeline.CleanlySucceededAsync()).ShouldBe(4);
    }

    [ServiceTheory]
    [InlineData(3, 40)]
    [InlineData(32, 3)] // more would only wait for each other's connections, and fail for want of one
    public async Task No_more_run_at_a_time_than_the_setting_and_the_connections_allow(int concurrency, int connections)
    {
        await using var pipeline = await TestPipeline.StartAsync(
            new TestSetup { Connection = c => c.MaxPoolSize = connections }, ("Pipeline:IoConcurrency", $"{concurrency}"));
        var (inside, most) = (0, 0);
        var three = new TaskCompletionSource();
        var guard = new Lock();
        pipeline.Script.OnStep = async _ =>
        {
            lock (guard)
                if ((most = Math.Max(most, ++inside)) == 3) three.TrySetResult();
            await three.Task.EndsAsync(TimeSpan.FromSeconds(20));
            // Whoever may start beside these does so meanwhile.
            await Task.Delay(TimeSpan.FromMilliseconds(5));
            lock (guard) inside--;
        };
        await pipeline.EnqueueManyAsync(256, nameof(IoStep));
        await pipeline.PublishAsync();
        var two = await Task.WhenAll(pipeline.TakeAsync(), pipeline.TakeAsync());
        await Task.WhenAll(two.Select(message => pipeline.ProcessAsync(message!.Value)));

        most.ShouldBe(3);
        (await pipeline.CleanlySucceededAsync()).ShouldBe(16);
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
        await pipeline.EnqueueAsync("a", nameof(IoStep));
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
        await pipeline.EnqueueAsync("works", nameof(IoStep));
        await pipeline.EnqueueAsync("fails", nameof(IoStep));
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
        await pipeline.EnqueueAsync("a", nameof(IoStep));
        await pipeline.RunAsync();

        (await pipeline.CountAsync("effect")).ShouldBe(0);
        (await pipeline.ScalarAsync<bool>("select status = 'queued' and attempt = 0 from pipeline.job")).ShouldBeTrue();
        pipeline.Log.Lines.ShouldContain(line => line.Contains("given to another worker"));
    }
}
