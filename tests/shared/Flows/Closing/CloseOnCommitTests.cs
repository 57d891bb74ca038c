using Microsoft.Extensions.Logging;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

/// <summary>The process that commits a flow's last member closes the flow; the orchestration finds it closed. Without that shortcut the orchestration closes it.</summary>
public sealed class CloseOnCommitTests
{
    private static readonly (string Name, string Value) NoShortcut = ("Pipeline:CloseFlowsOnCommit", "false");
    private static readonly (string Name, string Value) InAnHour = ("Pipeline:OrchestrateAfter", "01:00:00");

    [ServiceTheory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(200)]
    public async Task An_outermost_flow_closes_and_ends_without_its_orchestration(int members)
    {
        await using var pipeline = await StartAsync();
        var flow = await pipeline.StartAsync(Chord(members));

        await pipeline.RunAsync();

        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(
            f => f.Status.ShouldBe("succeeded"), f => f.Stage.ShouldBe(FlowStage.Done), f => f.Succeeded.ShouldBe(members));
        (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Its_orchestration_is_woken_when_it_started_and_when_it_ended_and_not_in_between()
    {
        await using var pipeline = await StartAsync();
        var flow = await pipeline.StartAsync(Chord(3));

        await pipeline.RunAsync();

        (await WakesAsync(pipeline)).ShouldBe(2);
        (await pipeline.Get<FlowDriver>().FindAsync(flow.Id, default)).ShouldBe(
            new FlowState(FlowStage.Done, FlowResult.Succeeded, IsStopping: false, More: false));
    }

    [ServiceFact]
    public async Task A_flow_that_fails_fast_ends_with_its_error_callback_without_its_orchestration()
    {
        await using var pipeline = await StartAsync(run => run.Text == "1" ? throw new PermanentJobException("one fails") : run.WriteAsync());
        var flow = await pipeline.StartAsync(Flow.Chord(Steps(3), then: new Step("body"), onError: new Step("error")));

        await pipeline.RunAsync();

        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("failed");
        (await pipeline.CountAsync("effect where text = 'error'")).ShouldBe(1);
        (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task Without_the_shortcut_nothing_closes_until_the_orchestration_does()
    {
        await using var pipeline = await StartAsync(settings: NoShortcut);
        var flow = await pipeline.StartAsync(Chord(3));

        await pipeline.RunAsync();
        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(f => f.Stage.ShouldBe(FlowStage.Members), f => f.Open.ShouldBe(0));
        (await pipeline.Get<FlowDriver>().FindAsync(flow.Id, default))!.More.ShouldBeTrue("it can be closed");

        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
        (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Without_the_shortcut_nested_flows_are_left_to_the_orchestration_as_well()
    {
        await using var pipeline = await StartAsync(settings: NoShortcut);
        var flow = await pipeline.StartAsync(Flow.Chain(Chord(2), Flow.Group([Chord(2), Chord(1)])) with { Then = new Step("last") });

        await pipeline.RunAsync();
        (await pipeline.CountAsync("pipeline.flow where stage in ('body', 'error', 'done')")).ShouldBe(0);

        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
        (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(3);
        (await pipeline.CountAsync("effect where text = 'last'")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_flow_that_ends_before_OrchestrateAfter_wakes_nobody()
    {
        await using var pipeline = await StartAsync(settings: InAnHour);
        var flow = await pipeline.StartAsync(Chord(3));

        await pipeline.RunAsync();

        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
        (await WakesAsync(pipeline)).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.outbox where due_at between now() + interval '59 minutes' and now() + interval '61 minutes'")).ShouldBe(1, "the start's");
        await pipeline.SkipDelaysAsync();
        await pipeline.PublishAsync();
        (await WakesAsync(pipeline)).ShouldBe(1);
    }

    [ServiceFact]
    public async Task OrchestrateAfter_is_over_by_the_clock_of_the_database()
    {
        await using var pipeline = await StartAsync(settings: InAnHour);
        var flow = await pipeline.StartAsync(Chord(3));
        (await pipeline.Get<FlowDriver>().MayOrchestrateAsync(flow.Id, default)).ShouldBeFalse();
        await pipeline.ExecuteAsync("update pipeline.flow set accepted_at = accepted_at - interval '61 minutes'");
        (await pipeline.Get<FlowDriver>().MayOrchestrateAsync(flow.Id, default)).ShouldBeTrue();

        await pipeline.RunAsync();

        (await WakesAsync(pipeline)).ShouldBe(1, "one for the end");
    }

    [ServiceFact]
    public async Task A_flow_without_members_wakes_its_orchestration_at_once_whatever_OrchestrateAfter_says()
    {
        await using var pipeline = await StartAsync(settings: InAnHour);
        var flow = await pipeline.StartAsync(Chord(0));

        await pipeline.RunFlowsAsync();

        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task A_state_says_when_the_next_time_limit_in_the_flow_is_over_and_whether_jobs_are_being_ended()
    {
        await using var pipeline = await StartAsync();
        var driver = pipeline.Get<FlowDriver>();
        var flow = await pipeline.StartAsync(Flow.Chord([Flow.Group([new Step("a")]) with { TimeLimit = TimeSpan.FromMinutes(5) }], then: new Step("body"), onError: new Step("e"))
            with { TimeLimit = TimeSpan.FromMinutes(10) });
        (await driver.FindAsync(flow.Id, default))!.ShouldSatisfyAllConditions(
            s => s.Remaining!.Value.ShouldBeInRange(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5)), s => s.IsStopping.ShouldBeFalse(), s => s.More.ShouldBeFalse());

        await pipeline.ExecuteAsync("update pipeline.flow set stopping = 'failed' where id = $1", flow.Id);
        (await driver.FindAsync(flow.Id, default))!.IsStopping.ShouldBeTrue("members that have not started are to be ended");

        await pipeline.ExecuteAsync("update pipeline.flow set stage = 'error' where id = $1", flow.Id);
        (await driver.FindAsync(flow.Id, default))!.IsStopping.ShouldBeFalse("an error callback that waits is waited for");
    }

    private static Flow Chord(int members) => Flow.Chord(Steps(members), then: new Step("body"));

    private static IEnumerable<Step> Steps(int count) => Enumerable.Range(0, count).Select(i => new Step($"{i}"));

    private static Task<TestPipeline> StartAsync(params IEnumerable<(string Name, string Value)> settings) => StartAsync(run => run.WriteAsync(), settings);

    private static async Task<TestPipeline> StartAsync(Func<StepRun, Task> onStep, params IEnumerable<(string Name, string Value)> settings)
    {
        var pipeline = await TestPipeline.StartAsync(settings);
        pipeline.Script.OnStep = onStep;
        return pipeline;
    }

    /// <summary>Takes the messages that ask for the orchestration.</summary>
    private static Task<int> WakesAsync(TestPipeline pipeline) => pipeline.WithChannelAsync(async channel =>
    {
        var wakes = 0;
        while (await channel.BasicGetAsync(pipeline.Queues.Lane(LaneQueues.Flows), autoAck: true) is not null) wakes++;
        return wakes;
    });
}
