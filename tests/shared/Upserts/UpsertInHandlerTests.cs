using Microsoft.EntityFrameworkCore;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Upserts;

/// <summary>In a handler an upsert is committed with the job's outcome (I2).</summary>
public sealed class UpsertInHandlerTests
{
    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task What_a_handler_upserts_is_there_exactly_when_its_outcome_is(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await run.Db.UpsertAsync([new Stock { Name = run.Text, Count = 1 }, new Stock { Name = "both", Count = 1 }], s => s.Name, run.Token);
            await run.Db.GetOrCreateAsync(new Stock { Name = run.Text + " got" }, s => s.Name, run.Token);
            if (run.Text == "fails") throw new InvalidOperationException("no stock then");
        };
        await pipeline.EnqueueAsync("works", mode);
        await pipeline.EnqueueAsync("fails", mode);
        await pipeline.RunAsync();

        (await pipeline.ScalarAsync<string>("select string_agg(name, ',' order by name) from stock")).ShouldBe("both,works,works got");
        (await pipeline.ErrorAsync()).ShouldContain("no stock then");
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_handler_cannot_upsert_through_a_context_of_another_scope(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => pipeline.WithDbAsync(other => other.UpsertAsync(new Stock { Name = "a" }, s => s.Name));
        await pipeline.EnqueueAsync("a", mode);
        await pipeline.RunAsync();

        (await pipeline.ErrorAsync()).ShouldContain("is not the job's own");
        (await pipeline.CountAsync("stock")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_handler_cannot_upsert_through_a_context_that_knows_nothing_of_the_pipeline()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await using var other = PartsDb.Open(pipeline.Database);
            await other.UpsertAsync(new Part { Shop = "a", Sku = new("a") }, p => new { p.Shop, p.Sku }, run.Token);
        };
        await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();
        (await pipeline.ErrorAsync()).ShouldContain("is not the job's own");
    }
}
