using Microsoft.EntityFrameworkCore;
using Pipeline.Inspection;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Jobs;

public sealed class EnqueueOptionsTests
{
    public static TheoryData<EnqueueOptions, string> Wrong { get; } = new()
    {
        { new() { Delay = TimeSpan.FromTicks(-1) }, "Delay" },
        { new() { Delay = TimeSpan.MinValue }, "Delay" },
        { new() { Delay = EnqueueOptions.MaxDelay + TimeSpan.FromTicks(1) }, "up to 365250 days" },
        { new() { Delay = TimeSpan.FromDays(365 * 8100) }, "up to 365250 days" },
        { new() { Delay = TimeSpan.MaxValue }, "up to 365250 days" },
        { new() { ExpiresAfter = EnqueueOptions.MaxDelay + TimeSpan.FromTicks(1) }, "up to 365250 days" },
        { new() { ExpiresAfter = TimeSpan.MaxValue }, "up to 365250 days" },
        { new() { ExpiresAfter = TimeSpan.Zero }, "ExpiresAfter" },
        { new() { ExpiresAfter = TimeSpan.MinValue }, "ExpiresAfter" },
        { new() { Priority = (JobPriority)int.MaxValue }, "Priority" },
        { new() { Priority = (JobPriority)(-100) }, "Priority" },
    };

    [ServiceTheory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_option_is_refused_by_name_in_each_way_to_enqueue(EnqueueOptions options, string field)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        foreach (var enqueue in (Func<ShopDb, Task>[])
            [db => Task.FromResult(db.Enqueue(new Step("a"), options)), db => db.EnqueueManyAsync([new Step("a")], options), db => db.EnqueueOnceAsync(new Step("a"), "k", options: options)])
            (await Should.ThrowAsync<ArgumentOutOfRangeException>(() => pipeline.WithDbAsync(async db =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync();
                await enqueue(db);
            }))).Message.ShouldContain(field);
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task The_longest_times_there_are_can_be_waited_for_and_looked_at()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await pipeline.WithDbAsync(async db =>
        {
            var job = db.Enqueue(new Step("a"), new() { Delay = EnqueueOptions.MaxDelay, ExpiresAfter = EnqueueOptions.MaxDelay });
            await db.SaveChangesAsync();
            return job;
        });
        await pipeline.EnqueueAsync("others go on");
        await pipeline.RunAsync();

        (await pipeline.StatusAsync(id)).ShouldBe("queued");
        (await pipeline.Get<JobList>().ListAsync(new(), null, 10, default)).Jobs.Single(j => j.Id == id).DueAt!.Value.Year.ShouldBeGreaterThan(3000);
        (await pipeline.Get<DrainTable>().CountAsync("test.step", 1, default)).Outbox.ShouldBe(1);
        (await pipeline.CountAsync("effect")).ShouldBe(1);
        await pipeline.SkipDelaysAsync();
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task The_database_takes_no_longer_time_from_anybody()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        foreach (var column in (string[])["delay", "expires_after"])
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => pipeline.ExecuteAsync(
                $"insert into pipeline.outbox (id, type, version, jobs, {column}) values (gen_random_uuid(), 'a', 1, array[gen_random_uuid()], interval '8000 years')")))
                .MessageText.ShouldContain("365250 days");
    }

    [ServiceFact]
    public async Task A_retry_at_the_end_of_time_waits_and_harms_nobody()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "later" ? throw new RetryJobException(EnqueueOptions.MaxDelay, "in 1,000 years") : run.WriteAsync();
        var id = await pipeline.EnqueueAsync("later");
        await pipeline.EnqueueAsync("now");
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("queued");
        (await pipeline.Get<DrainTable>().CountAsync("test.step", 1, default)).Retries.ShouldBe(1);
        (await pipeline.Get<JobList>().ListAsync(new(), null, 10, default)).Jobs.Count.ShouldBe(2);
        (await pipeline.CountAsync("effect")).ShouldBe(1);
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryJobException(TimeSpan.MaxValue, "in 29,000 years")).Message.ShouldContain("up to 365250 days");
    }
}
