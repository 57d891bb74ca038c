using Microsoft.EntityFrameworkCore;
using Pipeline.Running;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

public sealed class DatabaseRunTests
{
    [ServiceFact]
    public async Task A_jobs_effects_are_committed_with_its_outcome()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await EnqueueAsync(pipeline, "a");
        await pipeline.RunAsync();

        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
        (await pipeline.ScalarAsync<Guid>("select job_id from effect")).ShouldBe(id);
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
        (await pipeline.ScalarAsync<bool>("select started_at <= finished_at and attempt = 0 and error is null from pipeline.job")).ShouldBeTrue();
    }

    [ServiceFact]
    public async Task A_failing_job_leaves_no_effects_and_its_neighbours_pay_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await run.WriteAsync();
            if (run.Text == "7") throw new InvalidOperationException("seven is no number");
        };
        await EnqueueManyAsync(pipeline, 10);
        await pipeline.RunAsync();

        (await pipeline.CountAsync("effect")).ShouldBe(9);
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.job where status = 'succeeded' and attempt = 0")).ShouldBe(9);
        (await pipeline.ScalarAsync<string>("select error from pipeline.job where status = 'queued' and attempt = 1")).ShouldContain("seven is no number");
    }

    [ServiceFact]
    public async Task A_failing_job_comes_back_by_a_due_row_and_dies_with_its_error_at_the_last_attempt()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var attempts = new List<int>();
        pipeline.Script.OnStep = run => { attempts.Add(run.Job.Attempt); throw new InvalidOperationException($"no {run.Job.Attempt}\0"); };
        var id = await EnqueueAsync(pipeline, "a");

        await pipeline.RunAsync();
        (await pipeline.ScalarAsync<bool>("select due_at between now() + interval '59 minutes' and now() + interval '91 minutes' from pipeline.outbox")).ShouldBeTrue();
        await pipeline.SkipDelaysAsync();
        await pipeline.RunAsync();
        await pipeline.SkipDelaysAsync();
        await pipeline.RunAsync();

        attempts.ShouldBe([1, 2, 3]);
        (await pipeline.StatusAsync(id)).ShouldBe("dead");
        (await pipeline.ScalarAsync<string>("select error from pipeline.job")).ShouldContain("no 3");
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task What_fails_at_the_commit_is_charged_to_the_guilty_job_alone()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("insert into late values (3)");
        pipeline.Script.OnStep = async run =>
        {
            await run.WriteAsync();
            await run.Db.Database.ExecuteSqlAsync($"insert into late values ({int.Parse(run.Text)})");
        };
        await EnqueueManyAsync(pipeline, 5);
        await pipeline.RunAsync();

        (await pipeline.CountAsync("effect")).ShouldBe(4);
        (await pipeline.ScalarAsync<string>("select error from pipeline.job where status = 'queued' and attempt = 1")).ShouldContain("late_n");
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.job where status = 'succeeded' and attempt = 0")).ShouldBe(4);
    }

    [ServiceFact]
    public async Task A_deadlock_is_nobodys_failed_attempt()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("insert into effect (job_id, text) values (gen_random_uuid(), 'x'), (gen_random_uuid(), 'y')");
        var first = new TaskCompletionSource();
        var both = new CountdownEvent(2);
        pipeline.Script.OnStep = async run =>
        {
            var (mine, other) = run.Text == "0" ? ("x", "y") : ("y", "x");
            await run.Db.Database.ExecuteSqlAsync($"update effect set job_id = {run.Job.Id} where text = {mine}");
            if (!both.IsSet && both.Signal()) first.SetResult();
            await first.Task;
            await run.Db.Database.ExecuteSqlAsync($"update effect set job_id = {run.Job.Id} where text = {other}");
        };
        await EnqueueManyAsync(pipeline, 2);
        await pipeline.PublishAsync();
        var one = await pipeline.TakeAsync();
        var two = await pipeline.TakeAsync();
        await Task.WhenAll(pipeline.ProcessAsync(one!.Value), pipeline.ProcessAsync(two!.Value));

        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.job where status = 'succeeded' and attempt = 0")).ShouldBe(2);
    }

    [ServiceFact]
    public async Task One_message_delivered_twice_at_once_has_its_effects_once()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var runs = 0;
        pipeline.Script.OnStep = async run => { Interlocked.Increment(ref runs); await run.WriteAsync(); };
        await EnqueueManyAsync(pipeline, 20);
        await pipeline.PublishAsync();
        while (await pipeline.TakeAsync() is { } message)
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => pipeline.ProcessAsync(message))));

        runs.ShouldBe(20);
        (await pipeline.CountAsync("effect")).ShouldBe(20);
    }

    [ServiceFact]
    public async Task A_run_whose_message_went_to_another_worker_has_no_effect()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => throw new InvalidOperationException("must not run");
        var id = await EnqueueAsync(pipeline, "a");
        await pipeline.PublishAsync();
        var message = await pipeline.TakeAsync();
        var lease = await pipeline.Get<LeaseTable>().ClaimAsync(await pipeline.ScalarAsync<Guid>("select id from pipeline.outbox"), Guid.NewGuid(), Guid.NewGuid(), 0, false, default);
        var delivery = new Delivery(pipeline.Get<RunGate>(), pipeline.Get<PipelineOptions>(), TimeProvider.System, default);
        await pipeline.ExecuteAsync("update pipeline.outbox set token = gen_random_uuid()");

        await Should.ThrowAsync<Pipeline.Jobs.JobFencedException>(() => pipeline.Get<MessageRun>().RunAsync(lease!, delivery));
        await pipeline.ProcessAsync(message!.Value);
        (await pipeline.StatusAsync(id)).ShouldBe("queued");
        (await pipeline.CountAsync("effect")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_handler_that_enqueues_does_so_with_its_outcome()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "child") { await run.WriteAsync(); return; }
            run.Db.Enqueue(new Step("child"));
            await run.Db.SaveChangesAsync();
            await run.Db.EnqueueManyAsync([new Step("child"), new Step("child")]);
            if (run.Text == "fails") throw new InvalidOperationException("no children then");
        };
        await EnqueueAsync(pipeline, "works");
        await EnqueueAsync(pipeline, "fails");
        await pipeline.RunAsync();

        (await pipeline.CountAsync("effect")).ShouldBe(3);
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(2 + 3);
    }

    [ServiceFact]
    public async Task A_handler_that_begins_a_transaction_is_told_not_to()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run => await run.Db.Database.BeginTransactionAsync();
        await EnqueueAsync(pipeline, "a");
        await pipeline.RunAsync();
        (await pipeline.ScalarAsync<string>("select error from pipeline.job")).ShouldContain("do not begin or end a transaction");
    }

    [ServiceFact]
    public async Task What_a_message_has_not_started_within_its_budget_goes_back()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:MessageBudget", "00:00:00.001"), ("Pipeline:TransactionSize", "1"));
        await EnqueueManyAsync(pipeline, 64);
        await pipeline.PublishAsync();
        await pipeline.ProcessAsync((await pipeline.TakeAsync())!.Value);

        (await pipeline.CountAsync("effect")).ShouldBe(1);
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.outbox where published_at is null and token is null")).ShouldBe(1);
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(64);
    }

    internal static Task<Guid> EnqueueAsync(TestPipeline pipeline, string text) => pipeline.WithDbAsync(async db =>
    {
        var id = db.Enqueue(new Step(text));
        await db.SaveChangesAsync();
        return id;
    });

    internal static Task EnqueueManyAsync(TestPipeline pipeline, int count) => pipeline.WithDbAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.EnqueueManyAsync(Enumerable.Range(0, count).Select(i => new Step($"{i}")));
        await transaction.CommitAsync();
    });
}
