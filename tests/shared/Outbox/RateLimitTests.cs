using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;
using Pipeline.Outbox;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Outbox;

public sealed class RateLimitTests
{
    [Theory]
    [InlineData("100/s", 100, 10)]
    [InlineData("30/m", 0.5, 1)]
    [InlineData("7200/h", 2, 1)]
    [InlineData("1000000/s", 1_000_000, 100)]
    public void A_limit_reads_as_jobs_a_second_with_small_messages(string text, double perSecond, int message)
    {
        var limit = RateLimit.TryParse(text)!;
        (limit.PerSecond, limit.LargestMessage).ShouldBe((perSecond, message));
    }

    [Theory]
    [InlineData("100")]
    [InlineData("0/s")]
    [InlineData("-1/s")]
    [InlineData("1000001/s")]
    [InlineData("1/d")]
    [InlineData("1/s\n")]
    public void What_is_no_limit_is_none(string text) => RateLimit.TryParse(text).ShouldBeNull();

    [ServiceFact]
    public async Task Over_all_relays_no_more_are_published_than_the_limit_lets_through()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.EnqueueManyAsync(Enumerable.Range(0, 150).Select(i => new LimitedStep($"{i}")));
            await transaction.CommitAsync();
        });

        var clock = Stopwatch.StartNew();
        var relays = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var published = 0;
            while (await pipeline.ScalarAsync<long>("select count(*) from pipeline.outbox where published_at is null and taken_by is null") > 0)
            {
                var (rows, held) = await pipeline.Get<RateLimitTable>().TakeAsync(Guid.NewGuid(), TimeSpan.FromMinutes(5), 100, default);
                published += rows.Sum(r => r.Jobs.Length);
                if (held) await Task.Delay(10);
            }
            return published;
        }));
        (await Task.WhenAll(relays)).Sum().ShouldBe(150);
        // 150 at 50 a second, less what an idle type may make up for; and not held back for minutes without need.
        clock.Elapsed.TotalSeconds.ShouldBeInRange(2.7, 60);
    }

    [ServiceFact]
    public async Task Others_are_not_held_back()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.WithDbAsync(async db =>
        {
            for (var i = 0; i < 40; i++) db.Enqueue(new LimitedStep($"{i}"));
            db.Enqueue(new Step("free"));
            await db.SaveChangesAsync();
        });
        // So low that no machine is slow enough for it.
        await pipeline.ExecuteAsync("update pipeline.rate_limit set per_second = 0.001");
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect where text = 'free'")).ShouldBe(1);
        (await pipeline.CountAsync("effect")).ShouldBeLessThan(41);
        await pipeline.ExecuteAsync("update pipeline.rate_limit set per_second = 1000, next_at = now() - interval '1 hour'");
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(41);
    }

    [ServiceTheory]
    [InlineData(0.1)]
    [InlineData(0.01)]
    public async Task A_message_larger_than_a_lowered_limit_goes_and_the_next_waits_for_what_it_owes(double lowered)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        // At 50 a second a message names four of them.
        await EnqueueAsync(pipeline, 128);
        await pipeline.ExecuteAsync("update pipeline.rate_limit set per_second = $1, next_at = now() - interval '1 hour'", lowered);
        (await TakeAsync(pipeline)).ShouldBe(4);
        (await TakeAsync(pipeline)).ShouldBe(0);
        var owed = await pipeline.ScalarAsync<double>("select extract(epoch from next_at - now())::float8 from pipeline.rate_limit");
        owed.ShouldBeGreaterThan(0);

        for (var messages = 1; messages < 32; messages++)
        {
            await pipeline.ExecuteAsync("update pipeline.rate_limit set next_at = next_at - $1 * interval '1 second'", 4 / lowered);
            await Eventually.TrueAsync(async () => await TakeAsync(pipeline) == 4, TimeSpan.FromSeconds(20), $"message {messages}");
        }
        (await pipeline.CountAsync("pipeline.outbox where taken_by is null")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task Rows_of_a_type_whose_limit_nobody_knows_any_more_go_as_any_others()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await EnqueueAsync(pipeline, 500);
        await pipeline.ExecuteAsync("delete from pipeline.rate_limit");
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(500);
    }

    [ServiceFact]
    public async Task A_limit_that_is_no_longer_declared_is_lifted()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("insert into pipeline.rate_limit (type, per_second) values ('test.step', 0.001), ('of.another.process', 0.001)");
        await pipeline.Get<RateLimitTable>().DeclareAsync(pipeline.Get<JobCatalog>(), default);
        (await pipeline.ScalarAsync<string[]>("select array(select type from pipeline.rate_limit order by 1)")).ShouldBe(["of.another.process", "test.limited-step"]);
    }

    [ServiceFact]
    public async Task Of_a_limited_type_urgent_jobs_go_first()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await EnqueueAsync(pipeline, 128);
        await pipeline.WithDbAsync(async db =>
        {
            db.Enqueue(new LimitedStep("urgent"), new() { Priority = JobPriority.High });
            await db.SaveChangesAsync();
        });
        var (rows, _) = await pipeline.Get<RateLimitTable>().TakeAsync(Guid.NewGuid(), TimeSpan.FromMinutes(5), 100, default);
        rows.ShouldContain(r => r.Urgent);
    }

    private static Task EnqueueAsync(TestPipeline pipeline, int count) => pipeline.WithDbAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.EnqueueManyAsync(Enumerable.Range(0, count).Select(i => new LimitedStep($"{i}")));
        await transaction.CommitAsync();
    });

    private static async Task<int> TakeAsync(TestPipeline pipeline) =>
        (await pipeline.Get<RateLimitTable>().TakeAsync(Guid.NewGuid(), TimeSpan.FromMinutes(5), 100, default)).Rows.Sum(r => r.Jobs.Length);
}
