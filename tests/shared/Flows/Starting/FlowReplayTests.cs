using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class FlowReplayTests
{
    [ServiceFact]
    public async Task Of_a_chord_the_failed_members_run_again_and_the_body_sees_the_results_of_both()
    {
        await using var world = await ReplayWorld.StartAsync();
        var members = Enumerable.Range(0, 10).Select(i => new IoStep(i % 3 == 0 ? $"bad {i}" : $"{i}"));
        var flow = await world.RunAsync(Flow.Chord(members, then: new Step("body"), onError: new Step("error")) with { OnFailure = FailurePolicy.FailFast });
        (await world.Pipeline.ProgressAsync(flow)).Status.ShouldBe("failed");

        world.Repaired = true;
        var replay = await world.ReplayAsync(flow);

        (await world.Pipeline.ProgressAsync(replay)).Status.ShouldBe("succeeded");
        world.Seen["body"].Select(r => r.Index).ShouldBe(Enumerable.Range(0, 10));
        world.Seen["body"].ShouldAllBe(r => r.Succeeded && r.Result!.StartsWith("\"did "));
        (await world.Pipeline.CountAsync("effect where text <> 'error'")).ShouldBe(11);
        (await world.RefusalAsync(replay)).ShouldBe(FlowReplayOutcome.NothingToRepair);
    }

    [ServiceFact]
    public async Task A_chain_goes_on_from_the_step_that_failed_however_often_it_fails_again()
    {
        await using var world = await ReplayWorld.StartAsync();
        var flow = await world.RunAsync(Flow.Chain(new IoStep("a"), new IoStep("bad b"), new IoStep("c")) with { Then = new Step("body") });
        var again = await world.ReplayAsync(flow);
        (await world.Pipeline.ProgressAsync(again)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe("failed"), f => f.Total.ShouldBe(2));

        world.Repaired = true;
        var last = await world.ReplayAsync(again);

        (await world.Pipeline.ProgressAsync(last)).Status.ShouldBe("succeeded");
        world.Seen["bad b"].Select(r => r.Result).ShouldBe(["\"did a\""]);
        world.Seen["c"].Select(r => r.Result).ShouldBe(["\"did bad b\""]);
        world.Seen["body"].Select(r => (r.Index, r.Result)).ShouldBe([(0, "\"did a\""), (1, "\"did bad b\""), (2, "\"did c\"")]);
        (await world.Pipeline.CountAsync("effect where text = 'a'")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_nested_chain_goes_on_from_its_own_step_and_its_first_one_still_reads_what_came_before_the_flow()
    {
        await using var world = await ReplayWorld.StartAsync();
        var flow = await world.RunAsync(Flow.Chain(
            new IoStep("a"), Flow.Chord([Flow.Chain(new IoStep("bad b"), new IoStep("c")), Flow.Chain(new IoStep("d"), new IoStep("bad e"))], then: new IoStep("inner"))
                with { OnFailure = FailurePolicy.FailFast }, new Step("last")));

        world.Repaired = true;
        var replay = await world.ReplayAsync(flow);

        (await world.Pipeline.ProgressAsync(replay)).Status.ShouldBe("succeeded");
        world.Seen["bad b"].Select(r => r.Result).ShouldBe(["\"did a\""]);
        world.Seen["bad e"].Select(r => r.Result).ShouldBe(["\"did d\""]);
        world.Seen["inner"].Select(r => (r.Index, r.Result)).ShouldBe([(0, "\"did c\""), (1, "\"did bad e\"")]);
        world.Seen["last"].Select(r => r.Result).ShouldBe(["\"did inner\""]);
        (await world.Pipeline.CountAsync("effect")).ShouldBe(7);
    }

    [ServiceFact]
    public async Task A_flow_whose_body_alone_failed_runs_that_again()
    {
        await using var world = await ReplayWorld.StartAsync();
        var flow = await world.RunAsync(Flow.Chord([new IoStep("a"), new IoStep("b")], then: new IoStep("bad body")));
        world.Repaired = true;
        var replay = await world.ReplayAsync(flow);
        (await world.Pipeline.ProgressAsync(replay)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe("succeeded"), f => f.Total.ShouldBe(0));
        world.Seen["bad body"].Count.ShouldBe(2);
    }

    [ServiceFact]
    public async Task Large_arguments_are_copied_with_what_they_belong_to()
    {
        await using var world = await ReplayWorld.StartAsync();
        var large = "bad " + new string('x', 20_000);
        var flow = await world.RunAsync(Flow.Chord([new Step(large)], then: new Step(large + "body")));
        world.Repaired = true;
        var replay = await world.ReplayAsync(flow);
        (await world.Pipeline.ProgressAsync(replay)).Status.ShouldBe("succeeded");
        (await world.Pipeline.CountAsync("pipeline.job where args_blob is not null")).ShouldBe(3);
        (await world.Pipeline.CountAsync("(select distinct args_blob from pipeline.job) b")).ShouldBe(3);
    }

    [ServiceFact]
    public async Task Only_an_outermost_flow_that_ended_without_success_has_a_replay()
    {
        await using var world = await ReplayWorld.StartAsync();
        var open = await world.Pipeline.StartAsync(Flow.Group([new Step("a")]));
        (await world.RefusalAsync(open.Id)).ShouldBe(FlowReplayOutcome.NotEnded);
        (await world.Pipeline.Get<FlowClient>().ReplayAsync(Guid.NewGuid(), default)).ShouldBeNull();
        var inner = Guid.CreateVersion7();
        await world.RunAsync(Flow.Group([Flow.Group([new Step("bad")]) with { Id = inner }]));
        (await world.Pipeline.ProgressAsync(inner)).Status.ShouldBe("failed");
        (await world.RefusalAsync(inner)).ShouldBe(FlowReplayOutcome.Nested);
        await world.Pipeline.RunFlowsAsync();
        (await world.RefusalAsync(open.Id)).ShouldBe(FlowReplayOutcome.NothingToRepair);
    }
}
