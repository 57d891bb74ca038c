using Microsoft.EntityFrameworkCore;
using Pipeline.DeadLetters;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Jobs;

/// <summary>A job that was enqueued once is open once, replays included.</summary>
public sealed class ReplayedKeyTests
{
    [ServiceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replayed_job_has_its_key_again(bool keepKey)
    {
        await using var pipeline = await DyingAsync();
        var job = (await OnceAsync(pipeline, keepKey))!.Value;
        await pipeline.RunAsync();

        (await ReplayAsync(pipeline, job)).Outcome.ShouldBe(JobReplayOutcome.Replayed);

        (await OnceAsync(pipeline, keepKey)).ShouldBeNull();
        pipeline.Script.OnStep = run => run.WriteAsync();
        await pipeline.RunAsync();
        (await OnceAsync(pipeline, keepKey)).HasValue.ShouldBe(!keepKey, "a key that is kept stays with the job's row");
    }

    [ServiceFact]
    public async Task Is_refused_while_another_has_the_key_and_says_which()
    {
        await using var pipeline = await DyingAsync();
        var dead = (await OnceAsync(pipeline))!.Value;
        await pipeline.RunAsync();
        var open = (await OnceAsync(pipeline))!.Value;

        var refused = await ReplayAsync(pipeline, dead);

        (refused.Outcome, refused.TakenBy, refused.Key).ShouldBe((JobReplayOutcome.KeyTaken, open, "key"));
        (await pipeline.StatusAsync(dead)).ShouldBe("dead");
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(1);
        pipeline.Script.OnStep = run => run.WriteAsync();
        await pipeline.RunAsync();
        (await ReplayAsync(pipeline, dead)).Outcome.ShouldBe(JobReplayOutcome.Replayed);
    }

    [ServiceFact]
    public async Task Of_many_those_that_may_run_do_and_of_two_with_a_key_the_older_one()
    {
        await using var pipeline = await DyingAsync();
        var first = (await OnceAsync(pipeline))!.Value;
        await pipeline.RunAsync();
        var second = (await OnceAsync(pipeline))!.Value;
        await pipeline.RunAsync();
        await pipeline.EnqueueAsync("no key");
        await pipeline.RunAsync();

        var all = await pipeline.Get<DeadLetterReplay>().RunAsync(DeadLetterFilter.All, default);

        (all.Replayed, all.Refused).ShouldBe((2, 1));
        (await pipeline.StatusAsync(first)).ShouldBe("queued");
        (await pipeline.StatusAsync(second)).ShouldBe("dead");
        (await pipeline.CountAsync($"pipeline.dead_letter where job_id = '{second}'")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Whoever_takes_the_key_and_has_not_committed_comes_first()
    {
        await using var pipeline = await DyingAsync();
        var dead = (await OnceAsync(pipeline))!.Value;
        await pipeline.RunAsync();

        await using var other = await OpenTransaction.BeginAsync(pipeline.Database);
        await other.ExecuteAsync("insert into pipeline.dedupe (type, key, job_id, keep) values ('test.step', 'key', gen_random_uuid(), false)");
        (await other.CommitBesideAsync(() => ReplayAsync(pipeline, dead))).Outcome.ShouldBe(JobReplayOutcome.KeyTaken);

        (await pipeline.StatusAsync(dead)).ShouldBe("dead");
    }

    [ServiceFact]
    public async Task Whoever_enqueues_once_beside_a_replay_comes_second()
    {
        await using var pipeline = await DyingAsync();
        var dead = (await OnceAsync(pipeline))!.Value;
        await pipeline.RunAsync();

        await using var replay = await OpenTransaction.BeginAsync(pipeline.Database);
        await JobReplay.AgainAsync(replay.Connection, [dead], null, default);
        (await replay.CommitBesideAsync(() => OnceAsync(pipeline))).ShouldBeNull();
    }

    [ServiceFact]
    public async Task What_a_sweep_enqueued_has_its_key_again()
    {
        await using var pipeline = await DyingAsync();
        await using var other = await OpenTransaction.BeginAsync(pipeline.Database);
        var definition = pipeline.Get<JobCatalog>().ForArgs(typeof(Step));
        var row = new NewJob(definition, null, pipeline.Get<Pipeline.Blobs.ClaimCheck>()).Row(new Step("dies"));
        await BulkEnqueue.TakeKeysAsync(other.Connection, [(row, "item 1")], default);
        await BulkEnqueue.WriteAsync(other.Connection, [row], default);
        await other.CommitBesideAsync(() => Task.FromResult(0));
        await pipeline.RunAsync();

        (await ReplayAsync(pipeline, row.Id)).Outcome.ShouldBe(JobReplayOutcome.Replayed);

        (await pipeline.CountAsync("pipeline.dedupe where key = 'item 1'")).ShouldBe(1);
    }

    private static async Task<TestPipeline> DyingAsync()
    {
        var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("no");
        return pipeline;
    }

    private static Task<Guid?> OnceAsync(TestPipeline pipeline, bool keepKey = false) => pipeline.WithDbAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var id = await db.EnqueueOnceAsync(new Step("dies"), "key", keepKey);
        await transaction.CommitAsync();
        return id;
    });

    private static async Task<ReplayedJob> ReplayAsync(TestPipeline pipeline, Guid job) => (await pipeline.Get<JobReplay>().ReplayAsync(job, CancellationToken.None))!;
}
