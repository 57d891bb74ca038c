using Pipeline.Flows;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class CancelTests
{
    [ServiceFact]
    public async Task What_is_queued_held_or_waiting_never_runs_and_the_flow_ends_as_cancelled_once()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(Flow.Chain(
            Flow.Chord(Enumerable.Range(0, 300).Select(i => new Step($"{i}")), then: new Step("body")) with { MaxParallel = 10 },
            Flow.Group([new Step("later")]), new Step("last")) with { OnError = new Step("error") });
        await pipeline.PublishAsync();

        (await CancelAsync(pipeline, flow.Id)).ShouldBeTrue();
        await pipeline.RunFlowsAsync();

        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe("cancelled"), f => f.Open.ShouldBe(0));
        (await pipeline.CountAsync("effect")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.job where status <> 'cancelled'")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.flow where result <> 'cancelled'")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
        (await CancelAsync(pipeline, flow.Id)).ShouldBeFalse();
        (await CancelAsync(pipeline, Guid.NewGuid())).ShouldBeFalse();
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_running_member_has_its_token_signalled_and_ends_as_cancelled(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var running = new TaskCompletionSource();
        pipeline.Script.OnStep = async run =>
        {
            await run.WriteAsync();
            running.SetResult();
            await Task.Delay(Timeout.Infinite, run.Token);
        };
        var flow = await pipeline.StartAsync(Flow.Chord([Member("a", mode)], then: new Step("body")));
        var run = pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        await running.Task;

        await CancelAsync(pipeline, flow.Id);
        await pipeline.Get<RunningMembers>().LookAsync(default);
        await run.EndsAsync(TimeSpan.FromSeconds(30));
        await pipeline.RunFlowsAsync();

        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe("cancelled"), f => f.Cancelled.ShouldBe(1));
        (await pipeline.CountAsync("effect")).ShouldBe(0);
        (await pipeline.ScalarAsync<string>("select error from pipeline.job")).ShouldContain("stopped");
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_running_member_that_ignores_its_token_cannot_commit_and_a_look_ends_its_message(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:FlowSweepAfter", "00:00:00"));
        var running = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        pipeline.Script.OnStep = async run =>
        {
            running.SetResult();
            await goOn.Task;
            await run.WriteAsync();
        };
        var flow = await pipeline.StartAsync(Flow.Group([Member("a", mode)]));
        var run = pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        await running.Task;

        await CancelAsync(pipeline, flow.Id);
        await pipeline.RunAsync();
        await pipeline.DriveWokenAsync();
        goOn.SetResult();
        await run.EndsAsync(TimeSpan.FromSeconds(30));
        (await pipeline.CountAsync("effect")).ShouldBe(0);
        await pipeline.SweepFlowsAsync();

        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe("cancelled"), f => f.Cancelled.ShouldBe(1));
        (await pipeline.CountAsync("pipeline.outbox where wake is null")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task Of_a_message_whose_flow_stops_meanwhile_no_other_member_starts()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var starts = 0;
        FlowStarted flow = default;
        pipeline.Script.OnStep = async _ =>
        {
            if (++starts > 1) return;
            await CancelAsync(pipeline, flow.Id);
            await pipeline.Get<RunningMembers>().LookAsync(default);
        };
        flow = await pipeline.StartAsync(Flow.Group(Enumerable.Range(0, 160).Select(i => new Step($"{i}"))));
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        starts.ShouldBe(1);
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).Cancelled.ShouldBe(160);
    }

    [ServiceFact]
    public async Task A_body_that_runs_is_cancelled_with_its_flow()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        FlowStarted flow = default;
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "body") await CancelAsync(pipeline, flow.Id);
            await run.WriteAsync();
        };
        flow = await pipeline.StartAsync(Flow.Chord([new Step("a")], then: new Step("body"), onError: new Step("error")));
        await pipeline.RunFlowsAsync();
        await pipeline.Get<FlowDriver>().DriveAsync(flow.Id, default);
        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe("cancelled"), f => f.Succeeded.ShouldBe(1));
        (await pipeline.CountAsync("effect where text <> 'a'")).ShouldBe(0);
    }

    [ServiceTheory]
    [InlineData(FailurePolicy.FailFast, "failed", 0)]
    [InlineData(FailurePolicy.ContinueOnFailure, "succeeded", 1)]
    public async Task A_nested_flow_that_is_cancelled_before_its_turn_is_a_member_that_failed(FailurePolicy policy, string ends, int bodies)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var inner = Guid.CreateVersion7();
        // Its parent waits as well.
        var flow = await pipeline.StartAsync(Flow.Chain(
            new Step("first"),
            Flow.Chord([Flow.Group([new Step("a")]), Flow.Group([new Step("never")]) with { Id = inner }, Flow.Group([new Step("b")])], then: new Step("body"))
                with { OnFailure = policy, MaxParallel = 1 }));
        await CancelAsync(pipeline, inner);
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe(ends), f => f.Open.ShouldBe(0));
        (await pipeline.ProgressAsync(inner)).Status.ShouldBe("cancelled");
        (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(bodies);
        (await pipeline.CountAsync("effect where text = 'never'")).ShouldBe(0);
    }

    private static object Member(string text, string mode) => mode == nameof(Step) ? new Step(text) : new IoStep(text);

    private static Task<bool> CancelAsync(TestPipeline pipeline, Guid flow) => pipeline.Get<FlowClient>().CancelAsync(flow, default);
}
