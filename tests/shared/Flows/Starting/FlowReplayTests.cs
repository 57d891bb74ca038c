using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class FlowReplayTests
{
    [ServiceFact]
    public async Task Of_a_chord_the_failed_members_run_again_and_the_body_sees_the_results_of_both()
    {
        await using var world = await World.StartAsync();
        var members = Enumerable.Range(0, 10).Select(i => new IoStep(i % 3 == 0 ? $"bad {i}" : $"{i}"));
        var flow = await world.RunAsync(Flow.Chord(members, then: new Step("body"), onError: new Step("error")) with { OnFailure = FailurePolicy.FailFast });
        (await world.Pipeline.ProgressAsync(flow)).Status.ShouldBe("failed");

        world.Repaired = true;
        var replay = await world.ReplayAsync(flow);

        (await world.Pipeline.ProgressAsync(replay)).Status.ShouldBe("succeeded");
        world.Seen["body"].Select(r => r.Index).ShouldBe(Enumerable.Range(0, 10));
        world.Seen["body"].ShouldAllBe(r => r.Succeeded && r.Result!.StartsWith("\"did "));
        (await world.Pipeline.CountAsync("effect where text <> 'error'")).ShouldBe(11);
        (await world.Pipeline.Get<FlowClient>().ReplayAsync(replay, default)).ShouldBeNull();
    }

    [ServiceFact]
    public async Task A_chain_goes_on_from_the_step_that_failed_however_often_it_fails_again()
    {
        await using var world = await World.StartAsync();
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
        await using var world = await World.StartAsync();
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
        await using var world = await World.StartAsync();
        var flow = await world.RunAsync(Flow.Chord([new IoStep("a"), new IoStep("b")], then: new IoStep("bad body")));
        world.Repaired = true;
        var replay = await world.ReplayAsync(flow);
        (await world.Pipeline.ProgressAsync(replay)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe("succeeded"), f => f.Total.ShouldBe(0));
        world.Seen["bad body"].Count.ShouldBe(2);
    }

    [ServiceFact]
    public async Task Large_arguments_are_copied_with_what_they_belong_to()
    {
        await using var world = await World.StartAsync();
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
        await using var world = await World.StartAsync();
        var client = world.Pipeline.Get<FlowClient>();
        var open = await world.Pipeline.StartAsync(Flow.Group([new Step("a")]));
        (await client.ReplayAsync(open.Id, default)).ShouldBeNull();
        (await client.ReplayAsync(Guid.NewGuid(), default)).ShouldBeNull();
        var inner = Guid.CreateVersion7();
        await world.RunAsync(Flow.Group([Flow.Group([new Step("bad")]) with { Id = inner }]));
        (await world.Pipeline.ProgressAsync(inner)).Status.ShouldBe("failed");
        (await client.ReplayAsync(inner, default)).ShouldBeNull();
        await world.Pipeline.RunFlowsAsync();
        (await client.ReplayAsync(open.Id, default)).ShouldBeNull();
    }

    /// <summary>What is bad dies until it is repaired; every job keeps what it reads.</summary>
    private sealed class World(TestPipeline pipeline) : IAsyncDisposable
    {
        public TestPipeline Pipeline => pipeline;

        public bool Repaired { get; set; }

        public Dictionary<string, List<MemberResult>> Seen { get; } = [];

        public static async Task<World> StartAsync()
        {
            var world = new World(await Blobs.ClaimWorld.StartAsync());
            world.Pipeline.Script.OnStep = async run =>
            {
                if (run.Text.StartsWith("bad", StringComparison.Ordinal) && !world.Repaired) throw new PermanentJobException("bad");
                var seen = await run.Job.ResultsAsync(run.Token).ToListAsync(run.Token);
                lock (world.Seen) world.Seen[run.Text] = seen;
                await run.WriteAsync();
            };
            return world;
        }

        public async Task<Guid> RunAsync(Flow flow)
        {
            var started = await Pipeline.StartAsync(flow);
            await Pipeline.RunFlowsAsync();
            return started.Id;
        }

        public async Task<Guid> ReplayAsync(Guid flow)
        {
            var started = (await Pipeline.Get<FlowClient>().ReplayAsync(flow, default)).ShouldNotBeNull();
            await Pipeline.RunFlowsAsync();
            return started.Id;
        }

        public ValueTask DisposeAsync() => Pipeline.DisposeAsync();
    }
}
