using Microsoft.EntityFrameworkCore;
using Pipeline.DeadLetters;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

/// <summary>Replays of a flow and of its jobs do nothing twice.</summary>
public sealed class FlowReplayOnceTests
{
    [ServiceFact]
    public async Task Eight_wishes_at_once_make_one_flow_and_the_others_are_told_which()
    {
        await using var world = await ReplayWorld.StartAsync();
        var flow = await world.RunAsync(Flow.Group([new Step("bad")]));

        var replays = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Pipeline.Get<FlowClient>().ReplayAsync(flow, default)));

        replays.Count(r => r!.Outcome == FlowReplayOutcome.Replayed).ShouldBe(1);
        replays.Count(r => r!.Outcome == FlowReplayOutcome.ReplayedBefore).ShouldBe(7);
        replays.Select(r => r!.Other).Distinct().Count().ShouldBe(1);
        (await world.Pipeline.CountAsync("pipeline.flow")).ShouldBe(2);
    }

    [ServiceFact]
    public async Task A_member_whose_own_replay_is_queued_is_not_copied()
    {
        await using var world = await ReplayWorld.StartAsync();
        var flow = await world.RunAsync(Flow.Group([new Step("bad 0"), new Step("bad 1"), new Step("2")]) with { OnFailure = FailurePolicy.ContinueOnFailure });
        (await world.ReplayJobAsync(await world.JobAsync(flow, 0))).ShouldBe(JobReplayOutcome.Replayed);
        world.Repaired = true;

        await world.ReplayAsync(flow);

        await world.Pipeline.RunAsync();
        (await world.Pipeline.CountAsync("effect where text = 'bad 0'")).ShouldBe(1);
        (await world.Pipeline.CountAsync("effect where text = 'bad 1'")).ShouldBe(1);
        (await world.Pipeline.CountAsync("effect")).ShouldBe(3);
    }

    [ServiceFact]
    public async Task With_all_members_repaired_nothing_is_left_and_the_body_does_not_run_again()
    {
        await using var world = await ReplayWorld.StartAsync();
        var flow = await world.RunAsync(Flow.Chord([new Step("bad"), new Step("good")], then: new Step("body")) with { OnFailure = FailurePolicy.ContinueOnFailure });
        var group = await world.RunAsync(Flow.Group([new Step("bad")]));
        world.Repaired = true;
        await world.Pipeline.Get<DeadLetterReplay>().RunAsync(DeadLetterFilter.All, default);
        (await world.RefusalAsync(group)).ShouldBe(FlowReplayOutcome.NothingToRepair, "while they run by themselves");
        await world.Pipeline.RunFlowsAsync();

        (await world.RefusalAsync(flow)).ShouldBe(FlowReplayOutcome.NothingToRepair);
        (await world.RefusalAsync(group)).ShouldBe(FlowReplayOutcome.NothingToRepair);
        (await world.Pipeline.CountAsync("effect where text = 'body'")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_body_that_never_ran_runs_once_its_members_are_repaired()
    {
        await using var world = await ReplayWorld.StartAsync();
        var flow = await world.RunAsync(Flow.Chord([new IoStep("bad"), new IoStep("good")], then: new Step("body")) with { OnFailure = FailurePolicy.FailFast, MaxParallel = 2 });
        world.Repaired = true;
        await world.Pipeline.Get<DeadLetterReplay>().RunAsync(DeadLetterFilter.All, default);
        await world.Pipeline.RunFlowsAsync();

        var replay = await world.ReplayAsync(flow);

        (await world.Pipeline.ProgressAsync(replay)).Status.ShouldBe("succeeded");
        world.Seen["body"].ShouldAllBe(r => r.Succeeded);
        (await world.RefusalAsync(replay)).ShouldBe(FlowReplayOutcome.NothingToRepair);
        (await world.Pipeline.CountAsync("effect where text = 'body'")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_job_that_a_replay_of_its_flow_copied_is_left_to_that()
    {
        await using var world = await ReplayWorld.StartAsync();
        var flow = await world.RunAsync(Flow.Group<object>([
            new Step("bad 0"), Flow.Chain(new Step("a"), new Step("bad b"), new Step("c")), Flow.Chord([new Step("d")], then: new Step("bad body"))])
            with { OnFailure = FailurePolicy.ContinueOnFailure });
        var dead = await world.Pipeline.CountAsync("pipeline.dead_letter");
        await world.ReplayAsync(flow);
        (await world.ReplayJobAsync(await world.JobAsync(flow, 0))).ShouldBe(JobReplayOutcome.CopiedByFlow);

        // The copies have died as well, and may run again by themselves.
        world.Repaired = true;
        var all = await world.Pipeline.Get<DeadLetterReplay>().RunAsync(DeadLetterFilter.All, default);
        (all.Replayed, all.Refused).ShouldBe(((int)dead, (int)dead));
        await world.Pipeline.RunFlowsAsync();
        foreach (var text in (string[])["bad 0", "bad b", "bad body"])
            (await world.Pipeline.CountAsync($"effect where text = '{text}'")).ShouldBe(1, text);
    }

    [ServiceFact]
    public async Task A_chain_whose_step_is_being_replayed_waits_for_that()
    {
        await using var world = await ReplayWorld.StartAsync();
        var flow = await world.RunAsync(Flow.Chain(new Step("a"), new Step("bad b"), new Step("c")));
        await world.ReplayJobAsync(await world.JobAsync(flow, 1));
        (await world.RefusalAsync(flow)).ShouldBe(FlowReplayOutcome.BeingReplayed);

        world.Repaired = true;
        await world.Pipeline.RunFlowsAsync();
        (await world.Pipeline.ProgressAsync(await world.ReplayAsync(flow))).Status.ShouldBe("succeeded");
        foreach (var text in (string[])["a", "bad b", "c"])
            (await world.Pipeline.CountAsync($"effect where text = '{text}'")).ShouldBe(1, text);
    }

    [ServiceFact]
    public async Task A_replay_of_a_job_that_is_not_committed_yet_counts()
    {
        await using var world = await ReplayWorld.StartAsync();
        var flow = await world.RunAsync(Flow.Group([new Step("bad")]));
        var job = await world.JobAsync(flow, 0);

        await using var replay = await OpenTransaction.BeginAsync(world.Pipeline.Database);
        await JobReplay.AgainAsync(replay.Connection, [job], null, default);
        (await replay.CommitBesideAsync(() => world.RefusalAsync(flow))).ShouldBe(FlowReplayOutcome.NothingToRepair);
    }

    [ServiceFact]
    public async Task Of_replays_of_a_flow_and_of_its_jobs_at_once_each_job_runs_in_one()
    {
        await using var world = await ReplayWorld.StartAsync();
        var flows = new List<Guid>();
        for (var i = 0; i < 10; i++)
            flows.Add(await world.RunAsync(Flow.Group<object>([new Step($"bad {i}"), Flow.Group([new Step($"bad nested {i}")])]) with { OnFailure = FailurePolicy.ContinueOnFailure }));
        world.Repaired = true;

        await Task.WhenAll(
            [.. flows.Select(flow => Task.Run(() => world.RefusalAsync(flow))), Task.Run(() => world.Pipeline.Get<DeadLetterReplay>().RunAsync(DeadLetterFilter.All, default))]);
        await world.Pipeline.RunFlowsAsync();

        (await world.Pipeline.CountAsync("effect")).ShouldBe(20);
        (await world.Pipeline.CountAsync("(select text from effect group by text having count(*) > 1) twice")).ShouldBe(0);
    }
}
