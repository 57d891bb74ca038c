using Microsoft.EntityFrameworkCore;
using Pipeline.DeadLetters;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Recovery;

/// <summary>Retention beside another session that has not committed yet.</summary>
public sealed class RetentionInterleavingTests
{
    [ServiceFact]
    public async Task A_member_that_is_being_replayed_stays_and_runs()
    {
        await using var pipeline = await DyingAsync();
        await pipeline.StartAsync(Flow.Group([new Step("dies"), new Step("ends")]) with { OnFailure = FailurePolicy.ContinueOnFailure });
        await pipeline.RunFlowsAsync();
        await pipeline.AgeAsync();
        var dead = await pipeline.ScalarAsync<Guid>("select id from pipeline.job where status = 'dead'");

        await using var replay = await OpenTransaction.BeginAsync(pipeline.Database);
        await JobReplay.AgainAsync(replay.Connection, [dead], null, default);
        await replay.CommitBesideAsync(pipeline.RetainAsync);
        await pipeline.RetainAsync();

        (await pipeline.StatusAsync(dead)).ShouldBe("queued");
        pipeline.Script.OnStep = run => run.WriteAsync();
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(dead)).ShouldBe("succeeded");
        await pipeline.AgeAsync();
        await pipeline.RetainAsync();
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_dead_job_without_a_letter_that_is_being_replayed_stays()
    {
        await using var pipeline = await DyingAsync();
        var dead = await pipeline.EnqueueAsync("dies");
        await pipeline.RunAsync();
        await pipeline.Get<DeadLetterTable>().DiscardAsync(DeadLetterFilter.All, default);
        await pipeline.AgeAsync();
        dead = await pipeline.ScalarAsync<Guid>("select id from pipeline.job");

        await using var replay = await OpenTransaction.BeginAsync(pipeline.Database);
        await JobReplay.AgainAsync(replay.Connection, [dead], null, default);
        await replay.CommitBesideAsync(pipeline.RetainAsync);

        (await pipeline.StatusAsync(dead)).ShouldBe("queued");
    }

    [ServiceFact]
    public async Task A_job_that_died_again_meanwhile_stays_with_its_new_letter()
    {
        await using var pipeline = await DyingAsync();
        var dead = await pipeline.EnqueueAsync("dies");
        await pipeline.RunAsync();
        await pipeline.ExecuteAsync("update pipeline.dead_letter set received_at = now() - interval '91 days'");

        await using var again = await OpenTransaction.BeginAsync(pipeline.Database);
        await again.ExecuteAsync("update pipeline.job set generation = 1, finished_at = clock_timestamp()");
        await again.ExecuteAsync("update pipeline.dead_letter set id = $1, received_at = clock_timestamp()", Guid.CreateVersion7());
        await again.CommitBesideAsync(pipeline.RetainAsync);

        (await pipeline.StatusAsync(dead)).ShouldBe("dead");
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_flow_that_is_being_replayed_stays_whole()
    {
        await using var pipeline = await DyingAsync();
        var flow = await pipeline.StartAsync(Flow.Group([new Step("dies"), new Step("ends")]) with { OnFailure = FailurePolicy.ContinueOnFailure });
        await pipeline.RunFlowsAsync();
        await pipeline.AgeAsync();

        await using var replay = await OpenTransaction.BeginAsync(pipeline.Database);
        await replay.ExecuteAsync("select from pipeline.flow where id = $1 for update", flow.Id);
        await replay.ExecuteAsync(
            "insert into pipeline.flow (id, root_id, name, total, replay_of) values ($1, $1, 'group', 1, $2)", Guid.CreateVersion7(), flow.Id);
        await replay.CommitBesideAsync(pipeline.RetainAsync);

        (await pipeline.CountAsync("pipeline.job")).ShouldBe(2);
        (await pipeline.CountAsync($"pipeline.flow where id = '{flow.Id}'")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Sessions_that_were_committed_first_are_seen()
    {
        await using var pipeline = await DyingAsync();
        var flow = await pipeline.StartAsync(Flow.Group([new Step("dies")]));
        await pipeline.RunFlowsAsync();
        var first = await pipeline.Get<FlowClient>().ReplayAsync(flow.Id, default);
        await pipeline.RunFlowsAsync();
        await pipeline.AgeAsync();
        first.ShouldNotBeNull();

        // The repair's own repair reads through both of them.
        await pipeline.ExecuteAsync(
            "insert into pipeline.flow (id, root_id, name, total, replay_of) select $1, $1, 'group', 1, id from pipeline.flow where replay_of = $2",
            Guid.CreateVersion7(), flow.Id);
        await pipeline.RetainAsync();

        (await pipeline.CountAsync("pipeline.flow")).ShouldBe(3);
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(2);
    }

    private static async Task<TestPipeline> DyingAsync()
    {
        var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "dies" ? throw new PermanentJobException("no") : run.WriteAsync();
        return pipeline;
    }
}
