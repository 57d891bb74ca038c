using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class TimeLimitFlowTests
{
    [ServiceFact]
    public async Task A_member_that_nobody_has_the_code_for_ends_with_the_flows_time_and_the_error_callback_runs()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:FlowSweepAfter", "00:00:00"));
        pipeline.Script.OnStep = run => run.WriteAsync();
        var flow = await pipeline.StartAsync(
            Flow.Chord([new Step("a"), new Step("b"), new Step("held")], then: new Step("body"), onError: new Step("error")) with { TimeLimit = TimeSpan.FromHours(1), MaxParallel = 2 });
        await ForgetAsync(pipeline, "flow_index < 2");
        await pipeline.RunAsync();
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("running");

        await AgeAsync(pipeline, "61 minutes");
        await pipeline.SweepFlowsAsync();
        await pipeline.RunFlowsAsync();

        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe("expired"), f => f.Cancelled.ShouldBe(3));
        (await pipeline.ScalarAsync<string>("select string_agg(text, ' ') from effect")).ShouldBe("error");
    }

    [ServiceFact]
    public async Task A_flow_in_one_that_is_out_of_time_is_cancelled_and_one_out_of_its_own_time_has_failed_for_the_one_around_it()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:FlowSweepAfter", "00:00:00"));
        var inner = Guid.CreateVersion7();
        Flow Outer(TimeSpan outer, TimeSpan own, Guid id) => Flow.Group([Flow.Group([new Step("a")]) with { TimeLimit = own, Id = id }]) with { TimeLimit = outer, OnError = new Step("error") };
        var first = await pipeline.StartAsync(Outer(TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), inner));
        var second = await pipeline.StartAsync(Outer(TimeSpan.FromDays(1), TimeSpan.FromMinutes(1), Guid.CreateVersion7()));
        await ForgetAsync(pipeline, "true");
        await pipeline.RunAsync();
        await AgeAsync(pipeline, "2 minutes");

        await pipeline.SweepFlowsAsync();
        await pipeline.RunFlowsAsync();

        (await pipeline.ProgressAsync(first.Id)).Status.ShouldBe("expired");
        (await pipeline.ProgressAsync(inner)).Status.ShouldBe("cancelled");
        (await pipeline.ProgressAsync(second.Id)).Status.ShouldBe("failed");
        (await pipeline.CountAsync("effect where text = 'error'")).ShouldBe(2);
    }

    [ServiceFact]
    public async Task An_error_callback_that_nobody_has_the_code_for_has_as_long_again_and_then_the_flow_is_cancelled()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:FlowSweepAfter", "00:00:00"));
        pipeline.Script.OnStep = _ => throw new PermanentJobException("no");
        var flow = await pipeline.StartAsync(Flow.Group([new Step("a")]) with { OnError = new IoStep("error"), TimeLimit = TimeSpan.FromDays(2) });
        await pipeline.ExecuteAsync("update pipeline.flow_callback set type = 'test.gone'");
        await pipeline.RunAsync();
        await pipeline.DriveWokenAsync();
        await pipeline.RunAsync();
        await AgeAsync(pipeline, "3 days");
        await pipeline.SweepFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).Stage.ShouldBe(FlowStage.OnError);

        await AgeAsync(pipeline, "3 days");
        await pipeline.SweepFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe("cancelled"), f => f.Stage.ShouldBe(FlowStage.Done));
    }

    [ServiceFact]
    public async Task A_body_that_has_succeeded_in_time_wins_against_the_limit()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(Flow.Chord([new Step("a")], then: new Step("body"), onError: new Step("error")));
        await pipeline.RunAsync();
        await pipeline.DriveWokenAsync();
        await pipeline.RunAsync();
        await pipeline.ExecuteAsync("update pipeline.flow set stopping = 'expired'");
        await pipeline.RunFlowsAsync();
        await pipeline.Get<FlowDriver>().DriveAsync(flow.Id, default);
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
        (await pipeline.CountAsync("effect where text = 'error'")).ShouldBe(0);
    }

    [ServiceTheory]
    [InlineData(FailurePolicy.FailFast, "failed")]
    [InlineData(FailurePolicy.ContinueOnFailure, "succeeded")]
    public async Task A_member_that_has_not_started_in_its_time_is_expired_and_counts_as_failed(FailurePolicy policy, string ends)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(
            Flow.Chord([new Step("a"), new Step("b")], then: new Step("body"), onError: new Step("error")) with { OnFailure = policy, ExpiresAfter = TimeSpan.FromHours(1) });
        await pipeline.ExecuteAsync("update pipeline.job set created_at = created_at - interval '2 hours' where flow_index = 1");
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe(ends), f => f.Expired.ShouldBe(1), f => f.Open.ShouldBe(0));
        (await pipeline.CountAsync("effect where text = 'error'")).ShouldBe(ends == "failed" ? 1 : 0);
    }

    [ServiceTheory]
    [InlineData(FailurePolicy.FailFast, "failed", 0)]
    [InlineData(FailurePolicy.ContinueOnFailure, "succeeded", 1)]
    public async Task Members_that_expire_while_their_flow_waits_for_its_turn_are_members_that_failed(FailurePolicy policy, string ends, int bodies)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var held = Flow.Chord(Enumerable.Range(0, 4).Select(i => new Step($"{i}")), then: new Step("body")) with { OnFailure = policy, MaxParallel = 1, ExpiresAfter = TimeSpan.FromHours(1) };
        var flow = await pipeline.StartAsync(Flow.Chain(new Step("first"), held, new Step("last")));
        await pipeline.ExecuteAsync("update pipeline.outbox set expires_at = now() - interval '1 second' where id = any(array(select id from pipeline.outbox where expires_at is not null order by id limit 2))");
        (await pipeline.Get<Pipeline.Recovery.ExpiryRecovery>().RunAsync(default)).ShouldBe(2);
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe(ends), f => f.Open.ShouldBe(0));
        (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(bodies);
        (await pipeline.CountAsync("pipeline.flow where finished_at is null")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.flow where kind = 'group' and released > total")).ShouldBe(0);
    }

    // As if another release had written them.
    private static async Task ForgetAsync(TestPipeline pipeline, string which)
    {
        await pipeline.ExecuteAsync($"update pipeline.outbox set type = 'test.gone' where jobs && array(select id from pipeline.job where flow_index >= 0 and {which})");
        await pipeline.ExecuteAsync($"update pipeline.job set type = 'test.gone' where flow_index >= 0 and {which}");
    }

    private static Task AgeAsync(TestPipeline pipeline, string by) =>
        pipeline.ExecuteAsync($"update pipeline.flow set began_at = began_at - interval '{by}', closed_at = closed_at - interval '{by}'");
}
