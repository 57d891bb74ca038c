using Microsoft.EntityFrameworkCore;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Recovery;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Recovery;

public sealed class RetentionTests
{
    [ServiceFact]
    public async Task What_ended_long_ago_goes_and_nothing_else()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "0" ? throw new PermanentJobException("no") : run.WriteAsync();
        await pipeline.EnqueueManyAsync(10);
        var old = await pipeline.StartAsync(Flow.Chord([Flow.Chain(new Step("a"), new Step("b")), Flow.Chain(new Step("c"))], new Step("body")));
        await pipeline.RunFlowsAsync();
        await AgeAsync(pipeline);
        await pipeline.EnqueueAsync("new, ended");
        await pipeline.RunAsync();
        var open = await pipeline.EnqueueAsync("open");
        await pipeline.ExecuteAsync("update pipeline.job set created_at = now() - interval '40 days' where id = $1", open);
        var running = await pipeline.StartAsync(Flow.Group([new Step("open too")]));

        await RunAsync(pipeline);

        // The dead job stays with its dead letter.
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(4);
        (await pipeline.CountAsync("pipeline.flow")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.flow_progress")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.flow_callback")).ShouldBe(0);
        (await pipeline.Get<FlowTable>().FindAsync(old.Id, default)).ShouldBeNull();
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(running.Id)).Status.ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task A_flow_stays_as_long_as_one_that_repairs_it()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "0" ? throw new PermanentJobException("no") : run.WriteAsync();
        var failed = await pipeline.StartAsync(Flow.Chord([new Step("0"), new Step("1")], new Step("body")) with { MaxParallel = 1, OnFailure = FailurePolicy.FailFast });
        await pipeline.RunFlowsAsync();
        await AgeAsync(pipeline);
        var repair = (await pipeline.Get<FlowClient>().ReplayAsync(failed.Id, default))!.Value;
        await RunAsync(pipeline);
        (await pipeline.Get<FlowTable>().FindAsync(failed.Id, default)).ShouldNotBeNull();

        pipeline.Script.OnStep = run => run.WriteAsync();
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(repair.Id)).Status.ShouldBe("succeeded");
        await AgeAsync(pipeline);
        await RunAsync(pipeline);
        await RunAsync(pipeline);
        (await pipeline.CountAsync("pipeline.flow")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_dead_job_goes_with_its_dead_letter()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("no");
        await pipeline.EnqueueManyAsync(3);
        await pipeline.RunAsync();
        await pipeline.ExecuteAsync("update pipeline.dead_letter set received_at = now() - interval '91 days' where job_id in (select id from pipeline.job limit 2)");
        await RunAsync(pipeline);
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_key_that_was_to_stay_goes_with_its_job()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        Task<Guid?> OnceAsync() => pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var id = await db.EnqueueOnceAsync(new Step("a"), "key", keepKey: true);
            await transaction.CommitAsync();
            return id;
        });
        await OnceAsync();
        await pipeline.RunAsync();
        (await OnceAsync()).ShouldBeNull();
        await AgeAsync(pipeline);
        await RunAsync(pipeline);
        (await OnceAsync()).ShouldNotBeNull();
    }

    // Ids carry their time, so that rows grow old by another id.
    private static async Task AgeAsync(TestPipeline pipeline)
    {
        await pipeline.ExecuteAsync("""
            with aged as (
                select id, ('018' || substr(md5(id::text), 4, 29))::uuid as old from pipeline.job where status <> 'queued'),
            letters as (update pipeline.dead_letter d set job_id = old from aged where d.job_id = aged.id),
            keys as (update pipeline.dedupe d set job_id = old from aged where d.job_id = aged.id)
            update pipeline.job j set id = old, finished_at = now() - interval '31 days' from aged where j.id = aged.id
            """);
        await pipeline.ExecuteAsync("update pipeline.flow set finished_at = now() - interval '31 days' where finished_at is not null");
    }

    private static Task<int> RunAsync(TestPipeline pipeline) => pipeline.Get<Retention>().RunAsync(CancellationToken.None);
}
