using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Flows;
using Pipeline.Recovery;
using Pipeline.Running;
using Pipeline.Tests.Support;
using Pipeline.Workers;

namespace Pipeline.Tests.Recovery;

public sealed class ExpiryRecoveryTests
{
    [ServiceFact]
    public async Task A_job_that_waits_past_its_time_expires_without_its_turn()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var (soon, put, later) = await pipeline.WithDbAsync(async db =>
        {
            var ids = (db.Enqueue(new Step("a"), new() { ExpiresAfter = TimeSpan.FromMinutes(1) }),
                db.Enqueue(new Step("b"), new() { ExpiresAfter = TimeSpan.FromMinutes(1), Delay = TimeSpan.FromDays(9) }),
                db.Enqueue(new Step("c"), new() { ExpiresAfter = TimeSpan.FromHours(1) }));
            await db.SaveChangesAsync();
            return ids;
        });
        await pipeline.PublishAsync();
        (await RunAsync(pipeline)).ShouldBe(0);
        await pipeline.ExecuteAsync("update pipeline.outbox set expires_at = expires_at - interval '2 minutes'");

        (await RunAsync(pipeline)).ShouldBe(2);

        (await pipeline.StatusAsync(soon)).ShouldBe("expired");
        (await pipeline.StatusAsync(put)).ShouldBe("expired");
        (await pipeline.StatusAsync(later)).ShouldBe("queued");
        while (await pipeline.TakeAsync() is { } message)
            await pipeline.ProcessAsync(message);
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_job_that_has_been_claimed_is_left_alone()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await pipeline.ExecuteAsync("update pipeline.outbox set expires_at = now() - interval '1 minute'");
            (await RunAsync(pipeline)).ShouldBe(0);
            await run.WriteAsync();
        };
        var id = await pipeline.WithDbAsync(async db =>
        {
            var job = db.Enqueue(new IoStep("a"), new() { ExpiresAfter = TimeSpan.FromMinutes(1) });
            await db.SaveChangesAsync();
            return job;
        });
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
    }

    [ServiceTheory]
    [InlineData(FailurePolicy.FailFast, "failed", 0)]
    [InlineData(FailurePolicy.ContinueOnFailure, "succeeded", 1)]
    public async Task Members_that_expire_are_failures_of_their_flow(FailurePolicy policy, string status, int bodies)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(
            Flow.Chord(Enumerable.Range(0, 40).Select(i => new Step($"{i}")), new Step("body")) with { OnFailure = policy, ExpiresAfter = TimeSpan.FromMinutes(1) });
        await pipeline.ExecuteAsync("update pipeline.outbox set expires_at = now() - interval '1 minute' where expires_at is not null");
        (await RunAsync(pipeline)).ShouldBe(40);
        await pipeline.ExecuteAsync("update pipeline.job set expires_after = null");
        await pipeline.RunFlowsAsync();
        var ended = await pipeline.ProgressAsync(flow.Id);
        (ended.Status, ended.Expired).ShouldBe((status, 40));
        (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(bodies);
    }

    public enum Started { Failed, Interrupted, LetGo, Fenced, GivenBack, Held }

    [ServiceTheory]
    [InlineData(Started.Failed)]
    [InlineData(Started.Interrupted)]
    [InlineData(Started.LetGo)]
    [InlineData(Started.Fenced)]
    [InlineData(Started.GivenBack)]
    [InlineData(Started.Held)]
    public async Task A_job_that_started_in_time_does_not_expire_however_it_comes_back(Started how)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await EnqueueAsync(pipeline);
        var worker = pipeline.Get<WorkerPresence>();
        var first = true;
        pipeline.Script.OnStep = async run =>
        {
            if (first && how == Started.Held)
            {
                // The database goes away while it runs, and is back when its time is over.
                first = false;
                await AgeAsync(pipeline);
                await pipeline.Database.EndSessionsAsync();
            }
            if (first) throw new InvalidOperationException("again");
            await run.WriteAsync();
        };
        var message = await pipeline.PublishAndTakeAsync();
        if (how is Started.Failed or Started.Held)
            await pipeline.ProcessAsync(message);
        else
        {
            await pipeline.ExecuteAsync("update pipeline.outbox set token = gen_random_uuid(), owner = $1, claimed_at = now()", worker.Id);
            if (how == Started.Interrupted)
            {
                await pipeline.LoseWorkerAsync();
                (await pipeline.RecoverWorkersAsync()).ShouldBe(1);
            }
            else if (how == Started.LetGo) await worker.ReleaseAsync(default);
            else if (how == Started.GivenBack) await worker.BeatAsync(default);
            else await pipeline.Get<LeaseTable>().ReleaseAsync(
                await pipeline.ScalarAsync<Guid>("select id from pipeline.outbox"), await pipeline.ScalarAsync<Guid>("select token from pipeline.outbox"), TimeSpan.Zero, default);
        }
        first = false;

        await AgeAsync(pipeline);
        (await RunAsync(pipeline)).ShouldBe(0);
        await pipeline.SkipDelaysAsync();
        // Connections that the outage broke are found out one by one.
        await Eventually.DoneAsync<NpgsqlException>(pipeline.RunAsync, TimeSpan.FromSeconds(60), "it runs");
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task A_retry_that_runs_out_of_attempts_dies_with_a_dead_letter_and_does_not_expire()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await EnqueueAsync(pipeline);
        pipeline.Script.OnStep = _ => throw new InvalidOperationException("always");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await pipeline.RunAsync();
            await AgeAsync(pipeline);
            await pipeline.SkipDelaysAsync();
        }
        (await pipeline.StatusAsync(id)).ShouldBe("dead");
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_job_that_was_parked_has_not_started_and_expires_without_its_turn()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await EnqueueAsync(pipeline);
        await pipeline.ExecuteAsync("update pipeline.job set version = 99");
        await pipeline.ExecuteAsync("update pipeline.outbox set version = 99");
        await pipeline.RunAsync();
        (await pipeline.ScalarAsync<short>("select parked from pipeline.job")).ShouldBe((short)1);
        (await RunAsync(pipeline)).ShouldBe(0);
        await AgeAsync(pipeline);
        (await RunAsync(pipeline)).ShouldBe(1);
        (await pipeline.StatusAsync(id)).ShouldBe("expired");
    }

    [ServiceFact]
    public async Task What_of_a_message_did_not_start_within_its_budget_still_expires()
    {
        var time = new ManualTime();
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = time }, ("Pipeline:TransactionSize", "1"), ("Pipeline:MessageBudget", "00:00:01"));
        pipeline.Script.OnStep = async run => { time.Advance(TimeSpan.FromSeconds(2)); await run.WriteAsync(); };
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.EnqueueManyAsync(Enumerable.Range(0, 64).Select(i => new Step($"{i}")), new() { ExpiresAfter = TimeSpan.FromMinutes(1) });
            await transaction.CommitAsync();
        });
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        (await pipeline.CountAsync("effect")).ShouldBe(1);
        await AgeAsync(pipeline);
        (await RunAsync(pipeline)).ShouldBe(63);
    }

    private static Task<Guid> EnqueueAsync(TestPipeline pipeline) => pipeline.WithDbAsync(async db =>
    {
        var job = db.Enqueue(new Step("a"), new() { ExpiresAfter = TimeSpan.FromMinutes(1) });
        await db.SaveChangesAsync();
        return job;
    });

    private static async Task AgeAsync(TestPipeline pipeline)
    {
        await pipeline.ExecuteAsync("update pipeline.outbox set expires_at = expires_at - interval '2 minutes'");
        await pipeline.ExecuteAsync("update pipeline.job set created_at = created_at - interval '2 minutes'");
    }

    private static Task<int> RunAsync(TestPipeline pipeline) => pipeline.Get<ExpiryRecovery>().RunAsync(CancellationToken.None);
}
