using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Jobs;

public sealed class EnqueueTests
{
    [ServiceFact]
    public async Task A_job_exists_exactly_when_the_callers_rows_do()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var kept = await pipeline.WithDbAsync(async db =>
        {
            var id = db.Enqueue(new Step("kept"));
            db.Add(new Effect { Text = "row" });
            await db.SaveChangesAsync();
            return id;
        });
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Enqueue(new Step("rolled back"));
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        });
        await pipeline.WithDbAsync(db => { db.Enqueue(new Step("never saved")); return Task.CompletedTask; });

        (await pipeline.ScalarAsync<Guid>("select id from pipeline.job")).ShouldBe(kept);
        (await pipeline.ScalarAsync<Guid[]>("select jobs from pipeline.outbox")).ShouldBe([kept]);
    }

    [ServiceFact]
    public async Task Jobs_saved_together_share_messages_and_know_them()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.WithDbAsync(async db =>
        {
            for (var i = 0; i < 100; i++) db.Enqueue(new Step($"{i}"));
            for (var i = 0; i < 3; i++) db.Enqueue(new IoStep($"{i}"));
            await db.SaveChangesAsync();
        });

        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(25 + 3);
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.outbox o cross join unnest(o.jobs) as m(id) join pipeline.job j on j.id = m.id and j.message_id = o.id and j.type = o.type")).ShouldBe(103);
    }

    [ServiceFact]
    public async Task Many_jobs_outside_of_a_transaction_are_refused_and_leave_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var error = await Should.ThrowAsync<InvalidOperationException>(() => pipeline.WithDbAsync(db => db.EnqueueManyAsync([new Step("a")])));
        error.Message.ShouldContain("BeginTransactionAsync");
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task Many_jobs_are_one_transaction()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        const int many = 12_345;
        foreach (var commit in new[] { false, true })
            await pipeline.WithDbAsync(async db =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync();
                (await db.EnqueueManyAsync(Enumerable.Range(0, many).Select(i => new Step($"{i}")))).ShouldBe(many);
                if (commit) await transaction.CommitAsync();
            });

        (await pipeline.CountAsync("pipeline.job")).ShouldBe(many);
        (await pipeline.ScalarAsync<long>("select sum(cardinality(jobs)) from pipeline.outbox")).ShouldBe(many);
        (await pipeline.ScalarAsync<int>("select max(cardinality(jobs)) from pipeline.outbox")).ShouldBe(100);
    }

    [ServiceFact]
    public async Task A_context_that_cannot_enqueue_says_what_it_lacks()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await using var db = new ShopDb(new DbContextOptionsBuilder<ShopDb>().UseNpgsql(Connection(pipeline)).Options);
        Should.Throw<InvalidOperationException>(() => db.Enqueue(new Step("a"))).Message.ShouldContain("UsePipeline");
        await using var ready = new ShopDb(new DbContextOptionsBuilder<ShopDb>().UseNpgsql(Connection(pipeline)).UsePipeline(new JobCatalog([typeof(StepHandler)])).Options);
        Should.Throw<InvalidOperationException>(() => ready.Enqueue("no job's arguments")).Message.ShouldContain("AddJobs");
    }

    [ServiceFact]
    public async Task A_process_without_services_enqueues_with_a_catalogue_alone()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await using (var db = new ShopDb(new DbContextOptionsBuilder<ShopDb>().UseNpgsql(Connection(pipeline)).UsePipeline(new JobCatalog([typeof(StepHandler)])).Options))
        {
            db.Enqueue(new Step("from elsewhere"));
            await db.SaveChangesAsync();
        }

        await pipeline.RunAsync();
        (await pipeline.ScalarAsync<string>("select text from effect")).ShouldBe("from elsewhere");
    }

    private static string Connection(TestPipeline pipeline) => TestServer.To(pipeline.Database.Name).ConnectionString;
}
