using Microsoft.EntityFrameworkCore;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

public sealed class BatchHandlerTests
{
    [ServiceFact]
    public async Task It_gets_all_jobs_of_a_message_in_one_transaction()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var transactions = new HashSet<string>();
        pipeline.Script.OnStep = async run =>
        {
            await run.WriteAsync();
            transactions.Add(await run.Db.Database.SqlQuery<string>($"select txid_current()::text as \"Value\"").SingleAsync());
        };
        await EnqueueAsync(pipeline, 64);
        await pipeline.RunAsync();

        pipeline.Script.Batches.ShouldAllBe(size => size == 2);
        transactions.Count.ShouldBe(32);
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.job j join effect e on e.job_id = j.id and to_json(e.text)::text = j.result where status = 'succeeded'")).ShouldBe(64);
    }

    [ServiceFact]
    public async Task When_it_fails_its_jobs_run_apart_and_only_the_guilty_one_pays()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await run.WriteAsync();
            if (run.Text == "3") throw new InvalidOperationException("three");
        };
        await EnqueueAsync(pipeline, 160);
        await pipeline.RunAsync();

        (await pipeline.CountAsync("effect")).ShouldBe(159);
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.job where status = 'succeeded' and attempt = 0")).ShouldBe(159);
        (await pipeline.ScalarAsync<string>("select error from pipeline.job where status = 'queued' and attempt = 1")).ShouldContain("three");
    }

    [ServiceFact]
    public async Task Another_server_that_is_away_is_a_failed_attempt_and_the_message_is_not_held()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new InvalidOperationException("mail", new System.Net.Sockets.SocketException());
        await EnqueueAsync(pipeline, 64);
        await pipeline.RunAsync();

        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.job where status = 'queued' and attempt = 1")).ShouldBe(64);
    }

    private static Task EnqueueAsync(TestPipeline pipeline, int count) => pipeline.WithDbAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.EnqueueManyAsync(Enumerable.Range(0, count).Select(i => new BatchStep($"{i}")));
        await transaction.CommitAsync();
    });
}
