using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Jobs;

public sealed class JobReplayTests
{
    [ServiceFact]
    public async Task A_dead_job_runs_again_as_itself_with_all_of_its_attempts()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var keys = new List<string>();
        pipeline.Script.OnStep = run =>
        {
            keys.Add(run.Job.Key);
            return keys.Count == 1 ? throw new PermanentJobException("not today") : run.WriteAsync();
        };
        var job = await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(job)).ShouldBe("dead");

        var replayed = await ReplayAsync(pipeline, job);

        (replayed!.Id, replayed.Generation, replayed.Outcome).ShouldBe((job, 1, JobReplayOutcome.Replayed));
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(job)).ShouldBe("succeeded");
        (await pipeline.CountAsync("effect where text = 'a'")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
        keys.Distinct().Count().ShouldBe(2, "what the job does elsewhere is another thing in each generation");
    }

    [ServiceFact]
    public async Task A_member_that_is_replayed_changes_nothing_of_its_flow_even_while_that_goes_on()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var broken = true;
        pipeline.Script.OnStep = run => broken && run.Text == "1" ? throw new PermanentJobException("one fails") : run.WriteAsync();
        var flow = await pipeline.StartAsync(Flow.Chord([new Step("0"), new Step("1"), new Step("2")], new Step("body")) with { OnFailure = FailurePolicy.ContinueOnFailure });
        await pipeline.PublishAsync();
        while (await pipeline.TakeAsync() is { } message) await pipeline.ProcessAsync(message);
        var job = await pipeline.ScalarAsync<Guid>("select id from pipeline.job where flow_id = $1 and flow_index = 1", flow.Id);
        var before = await pipeline.ProgressAsync(flow.Id);
        (before.Dead, before.FinishedAt).ShouldBe((1, null));

        await ReplayAsync(pipeline, job);
        (await pipeline.CountAsync($"pipeline.outbox where flow_id = '{flow.Id}' and '{job}' = any(jobs)")).ShouldBe(0, "the replay keeps the flow from nothing");
        broken = false;
        await pipeline.RunFlowsAsync();

        (await pipeline.StatusAsync(job)).ShouldBe("succeeded");
        var after = await pipeline.ProgressAsync(flow.Id);
        (after.Status, after.Succeeded, after.Dead).ShouldBe(("succeeded", 2, 1));
        foreach (var text in (string[])["0", "1", "2", "body"])
            (await pipeline.CountAsync($"effect where text = '{text}'")).ShouldBe(1, text);
    }

    [ServiceFact]
    public async Task A_job_that_dies_again_can_be_replayed_again()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("never");
        var job = await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();

        for (var generation = 1; generation <= 3; generation++)
        {
            (await ReplayAsync(pipeline, job))!.Generation.ShouldBe(generation);
            await pipeline.RunAsync();
            (await pipeline.StatusAsync(job)).ShouldBe("dead");
        }
    }

    [ServiceFact]
    public async Task Eight_wishes_at_once_are_one_replay()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("never");
        var job = await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();

        var replays = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReplayAsync(pipeline, job)));

        replays.Count(r => r!.Outcome == JobReplayOutcome.Replayed).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task What_is_not_dead_is_left_alone()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.WriteAsync();
        var job = await pipeline.EnqueueAsync("a");

        (await ReplayAsync(pipeline, job))!.Outcome.ShouldBe(JobReplayOutcome.NotDead);
        await pipeline.RunAsync();
        (await ReplayAsync(pipeline, job))!.Outcome.ShouldBe(JobReplayOutcome.NotDead);
        (await ReplayAsync(pipeline, Guid.NewGuid())).ShouldBeNull();

        (await pipeline.CountAsync("effect where text = 'a'")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_job_that_would_have_expired_runs_all_the_same()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var tries = 0;
        pipeline.Script.OnStep = run => tries++ == 0 ? throw new PermanentJobException("not today") : run.WriteAsync();
        var job = await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();
        await pipeline.ExecuteAsync("update pipeline.job set expires_after = interval '1 hour', created_at = now() - interval '1 day' where id = $1", job);

        await ReplayAsync(pipeline, job);
        await pipeline.RunAsync();

        (await pipeline.StatusAsync(job)).ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task Arguments_past_their_retention_are_not_missed_only_once_the_job_runs()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("never");
        var job = await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();
        await pipeline.ExecuteAsync("update pipeline.job set args_blob = 'claims/large', finished_at = now() - interval '31 days' where id = $1", job);

        (await ReplayAsync(pipeline, job))!.Outcome.ShouldBe(JobReplayOutcome.ArgumentsGone);

        (await pipeline.StatusAsync(job)).ShouldBe("dead");
    }

    private static Task<ReplayedJob?> ReplayAsync(TestPipeline pipeline, Guid job) => pipeline.Get<JobReplay>().ReplayAsync(job, CancellationToken.None);
}
