using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

/// <summary>What a handler does through its context is committed with the job's outcome, and by nobody else (I2).</summary>
public sealed class HandlerTransactionTests
{
    [ServiceFact]
    public async Task What_a_handler_enqueues_is_there_exactly_when_its_outcome_is()
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
        await pipeline.EnqueueAsync("works");
        await pipeline.EnqueueAsync("fails");
        await pipeline.RunAsync();

        (await pipeline.CountAsync("effect")).ShouldBe(3);
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(2 + 3);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_handler_cannot_begin_a_transaction(string mode) =>
        await RefusedAsync(mode, "do not begin or end a transaction", (_, run) => run.Db.Database.BeginTransactionAsync(), saveFirst: false);

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_handler_cannot_commit_the_jobs_transaction(string mode) =>
        await RefusedAsync(mode, "do not begin or end a transaction", (_, run) => run.Db.Database.CommitTransactionAsync());

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_handler_cannot_roll_the_jobs_transaction_back(string mode) =>
        await RefusedAsync(mode, "do not begin or end a transaction", (_, run) => run.Db.Database.RollbackTransactionAsync());

    [ServiceTheory]
    [InlineData(nameof(Step), "commit")]
    [InlineData(nameof(Step), " ROLLBACK work")]
    [InlineData(nameof(Step), "begin")]
    [InlineData(nameof(IoStep), "Commit;")]
    [InlineData(nameof(IoStep), "start  transaction")]
    public async Task A_handler_cannot_begin_or_end_a_transaction_by_SQL(string mode, string sql) =>
        await RefusedAsync(mode, "do not begin or end a transaction", (_, run) => run.Db.Database.ExecuteSqlRawAsync(sql, run.Token));

    [ServiceFact]
    public async Task A_handler_may_set_savepoints_and_roll_back_to_them()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await run.Db.Database.ExecuteSqlAsync($"savepoint mine", run.Token);
            await Record.ExceptionAsync(() => run.Db.Database.ExecuteSqlAsync($"select 1 / 0", run.Token));
            await run.Db.Database.ExecuteSqlAsync($"rollback to savepoint mine", run.Token);
            await run.WriteAsync();
        };
        await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();
        (await pipeline.CleanlySucceededAsync()).ShouldBe(1);
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_handler_cannot_save_synchronously(string mode) =>
        await RefusedAsync(mode, "call SaveChangesAsync", (_, run) => Task.FromResult(run.Db.SaveChanges()));

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_handler_cannot_save_through_a_context_of_another_scope(string mode) =>
        await RefusedAsync(mode, "is not the job's own", (pipeline, run) => pipeline.WithDbAsync(other => run.WriteAsync(other)));

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_handler_cannot_enqueue_many_through_a_context_of_another_scope(string mode) =>
        await RefusedAsync(mode, "is not the job's own", (pipeline, _) => pipeline.WithDbAsync(other => other.EnqueueManyAsync([new Step("child")])));

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_handler_cannot_save_through_a_context_that_it_made(string mode) =>
        await RefusedAsync(mode, "is not the job's own", async (pipeline, run) =>
        {
            var options = new DbContextOptionsBuilder<ShopDb>().UseNpgsql(TestServer.To(pipeline.Database.Name).ConnectionString);
            await using var made = new ShopDb(options.UsePipeline(pipeline.Get<JobCatalog>()).Options);
            await run.WriteAsync(made);
        });

    [ServiceFact]
    public async Task A_context_registered_to_retry_on_failure_works_in_a_handler()
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Npgsql = npgsql => npgsql.EnableRetryOnFailure() });
        await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_handler_may_catch_a_refused_row_and_go_on(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            run.Db.Add(new Effect { Text = "" });
            await Should.ThrowAsync<DbUpdateException>(() => run.Db.SaveChangesAsync(run.Token));
            run.Db.ChangeTracker.Clear();
            await run.WriteAsync();
        };
        await pipeline.EnqueueAsync("a", mode);
        await pipeline.RunAsync();
        (await pipeline.CleanlySucceededAsync()).ShouldBe(1);
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    // What was saved first is rolled back with what is refused.
    private static async Task RefusedAsync(string mode, string said, Func<TestPipeline, StepRun, Task> work, bool saveFirst = true)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            if (saveFirst) await run.WriteAsync();
            await work(pipeline, run);
        };
        await pipeline.EnqueueAsync("a", mode);
        await pipeline.RunAsync();

        (await pipeline.ErrorAsync()).ShouldContain(said);
        (await pipeline.CountAsync("effect")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(1);
    }
}
