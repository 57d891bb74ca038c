using Pipeline.Blobs;
using Pipeline.DeadLetters;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Running;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.DeadLetters;

public sealed class DeadLetterTests
{
    [ServiceFact]
    public async Task Dead_jobs_are_grouped_by_what_they_are_and_what_they_died_of()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await DieAsync(pipeline, 6);

        var groups = await pipeline.Get<DeadLetterTable>().GroupsAsync(10, default);
        groups.Select(g => (g.Type, g.Cause, g.Count)).ShouldBe([
            ("test.step", "Pipeline.Jobs.PermanentJobException: row # is even", 3L),
            ("test.step", "Pipeline.Jobs.PermanentJobException: row # is odd", 3L)], ignoreOrder: true);
        var letters = await pipeline.Get<DeadLetterTable>().ListAsync(new() { Cause = groups[0].Cause }, after: null, 2, default);
        letters.Count.ShouldBe(2);
        letters[0].Error!.ShouldContain("row");
        (await pipeline.Get<DeadLetterTable>().ListAsync(new() { Cause = groups[0].Cause }, letters[1].Id, 2, default)).Count.ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_body_that_killed_its_workers_is_isolated_in_the_flow_that_repairs_its_own()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:FlowSweepAfter", "00:00:00"));
        var flow = await pipeline.StartAsync(Flow.Chord([new Step("a")], then: new Step("killer")));
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        for (var run = 0; run < 3; run++)
        {
            await pipeline.LoseWorkerAsync();
            await pipeline.RecoverWorkersAsync();
        }
        await pipeline.Get<FlowDriver>().DriveAsync(flow.Id, default);
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("failed");

        var repair = (await pipeline.Get<FlowClient>().ReplayAsync(flow.Id, default))!.Other!.Value;
        await pipeline.Get<FlowDriver>().DriveAsync(repair, default);

        (await pipeline.ScalarAsync<bool>("select lone from pipeline.outbox where flow_id = $1", repair)).ShouldBeTrue();
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(repair)).Status.ShouldBe("succeeded");
    }

    [ServiceTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Letters_from_before_the_clock_was_set_back_are_meant_as_well(bool replays)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await DieAsync(pipeline, 4);
        await pipeline.Get<UnreadableMessages>().KeepAsync(UnreadableMessages.NewId(), 0, "unreadable", "x"u8.ToArray(), default);
        await pipeline.ExecuteAsync("update pipeline.dead_letter set received_at = now() + interval '1 hour'");

        if (replays) (await ReplayAsync(pipeline, DeadLetterFilter.All)).ShouldBe(5);
        else (await pipeline.Get<DeadLetterTable>().DiscardAsync(DeadLetterFilter.All, default)).ShouldBe(5);
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(0);
    }

    [ServiceTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_that_killed_its_workers_is_replayed_isolated_and_has_its_isolated_runs_again(bool all)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await pipeline.EnqueueAsync("killer");
        for (var generation = 0; generation < 2; generation++)
        {
            for (var run = generation == 0 ? 0 : 1; run < 3; run++)
            {
                await pipeline.LoseWorkerAsync();
                (await pipeline.RecoverWorkersAsync()).ShouldBe(1);
            }
            (await pipeline.StatusAsync(id)).ShouldBe("dead");
            if (all) (await ReplayAsync(pipeline, DeadLetterFilter.All)).ShouldBe(1);
            else await pipeline.Get<JobReplay>().ReplayAsync(id, default);
            (await pipeline.ScalarAsync<bool>("select lone from pipeline.outbox")).ShouldBeTrue();
        }
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task A_member_that_killed_its_workers_is_isolated_in_the_flow_that_repairs_its_own()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:FlowSweepAfter", "00:00:00"));
        var flow = await pipeline.StartAsync(Flow.Group([new Step("killer"), new Step("other")]) with { OnFailure = FailurePolicy.ContinueOnFailure });
        for (var run = 0; run < 3; run++)
        {
            await pipeline.LoseWorkerAsync();
            await pipeline.RecoverWorkersAsync();
        }
        await pipeline.SweepFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).FinishedAt.ShouldNotBeNull();
        (await pipeline.CountAsync("pipeline.job where status = 'dead'")).ShouldBe(2);
        await pipeline.ExecuteAsync("update pipeline.job set interruptions = 0 where flow_index = 1");
        await pipeline.ExecuteAsync("delete from pipeline.attempt a using pipeline.job j where j.id = a.job_id and j.flow_index = 1");
        await pipeline.Get<FlowClient>().ReplayAsync(flow.Id, default);
        (await pipeline.ScalarAsync<bool[]>("select array(select lone from pipeline.outbox where wake is null order by lone)")).ShouldBe([false, true]);
    }

    [ServiceFact]
    public async Task A_replay_keeps_the_jobs_id_and_runs_it_as_a_new_generation_with_all_its_attempts()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await DieAsync(pipeline, 4);
        var runs = new List<(int Generation, int Attempt)>();
        pipeline.Script.OnStep = run =>
        {
            runs.Add((run.Job.Generation, run.Job.Attempt));
            return run.WriteAsync();
        };
        var one = (await pipeline.Get<DeadLetterTable>().ListAsync(DeadLetterFilter.All, null, 1, default)).Single();

        (await ReplayAsync(pipeline, new() { Ids = [one.JobId!.Value] })).ShouldBe(1);
        (await ReplayAsync(pipeline, new() { Ids = [one.JobId!.Value] })).ShouldBe(0);
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(one.JobId.Value)).ShouldBe("succeeded");

        (await ReplayAsync(pipeline, new() { Type = "no such" })).ShouldBe(0);
        (await ReplayAsync(pipeline, DeadLetterFilter.All)).ShouldBe(3);
        await pipeline.RunAsync();
        runs.ShouldBe(Enumerable.Repeat((1, 1), 4));
        (await pipeline.CountAsync("pipeline.job where status = 'succeeded' and generation = 1")).ShouldBe(4);
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_job_that_dies_again_has_one_dead_letter()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await DieAsync(pipeline, 1);
        await ReplayAsync(pipeline, DeadLetterFilter.All);
        await pipeline.RunAsync();
        (await pipeline.CountAsync("pipeline.dead_letter where job_id is not null")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.job where status = 'dead' and generation = 1")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_replayed_member_changes_nothing_of_its_flow()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "0" ? throw new PermanentJobException("no") : run.WriteAsync();
        var flow = await pipeline.StartAsync(Flow.Chord([new Step("0"), new Step("1")], new Step("body")) with { OnFailure = FailurePolicy.ContinueOnFailure });
        await pipeline.RunFlowsAsync();
        pipeline.Script.OnStep = run => run.WriteAsync();

        (await ReplayAsync(pipeline, DeadLetterFilter.All)).ShouldBe(1);
        await pipeline.RunFlowsAsync();

        var ended = await pipeline.ProgressAsync(flow.Id);
        (ended.Status, ended.Succeeded, ended.Dead).ShouldBe(("succeeded", 1, 1));
        (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(1);
        (await pipeline.CountAsync("effect where text = '0'")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_message_that_nobody_could_read_goes_to_its_lane_again_whole()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.Get<BlobStore>().PrepareAsync(default);
        var body = new byte[100_000];
        Random.Shared.NextBytes(body);
        await pipeline.Get<JobProcessor>().ProcessAsync(1, body, default);

        var letter = (await pipeline.Get<DeadLetterTable>().ListAsync(new() { Messages = true }, null, 10, default)).Single();
        (letter.Lane, letter.BodyLength).ShouldBe((1, 100_000));
        (await pipeline.Get<DeadLetterTable>().BodyAsync(letter.Id, default))!.ShouldBe(body[..65_536]);
        (await ReplayAsync(pipeline, new() { Messages = true })).ShouldBe(1);

        var (lane, again) = (await pipeline.TakeAsync())!.Value;
        lane.ShouldBe(1);
        again.ShouldBe(body);
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task What_is_discarded_is_forgotten_and_stays_dead()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await DieAsync(pipeline, 4);
        (await pipeline.Get<DeadLetterTable>().DiscardAsync(new() { Cause = "Pipeline.Jobs.PermanentJobException: row # is odd" }, default)).ShouldBe(2);
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(2);
        (await pipeline.CountAsync("pipeline.job where status = 'dead'")).ShouldBe(4);
        (await ReplayAsync(pipeline, DeadLetterFilter.All)).ShouldBe(2);
    }

    private static async Task<int> ReplayAsync(TestPipeline pipeline, DeadLetterFilter filter) => (await pipeline.Get<DeadLetterReplay>().RunAsync(filter, default)).Replayed;

    private static async Task DieAsync(TestPipeline pipeline, int jobs)
    {
        pipeline.Script.OnStep = run => throw new PermanentJobException($"row {run.Text} is {(int.Parse(run.Text) % 2 == 0 ? "even" : "odd")}");
        await pipeline.EnqueueManyAsync(jobs);
        await pipeline.RunAsync();
    }
}
