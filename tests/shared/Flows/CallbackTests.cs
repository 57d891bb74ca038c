using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Blobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class CallbackTests
{
    [ServiceFact]
    public async Task A_body_is_tried_again_like_any_job_and_its_effect_counts_once()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await run.WriteAsync();
            if (run.Text == "body" && run.Job.Attempt < 3) throw new IOException("not yet");
        };
        var flow = await pipeline.StartAsync(Flow.Chord([new Step("a")], then: new Step("body"), onError: new Step("error")));
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
        (await pipeline.ScalarAsync<string>("select string_agg(text, ' ' order by id) from effect")).ShouldBe("a body");
        (await pipeline.ScalarAsync<short>("select attempt from pipeline.job where flow_index = -1")).ShouldBe((short)2);
    }

    [ServiceFact]
    public async Task A_body_that_dies_makes_the_flow_fail_and_the_error_callback_sees_it()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var seen = new List<(int, string, string?)>();
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "body") throw new PermanentJobException("the body fails");
            if (run.Text == "error") seen.AddRange(await run.Job.ResultsAsync(run.Token).Select(r => (r.Index, r.Status, r.Error)).ToListAsync(run.Token));
        };
        var flow = await pipeline.StartAsync(Flow.Chord([new Step("a"), new Step("b")], then: new Step("body"), onError: new Step("error")));
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe("failed"), f => f.Dead.ShouldBe(0), f => f.Succeeded.ShouldBe(2));
        seen.Select(s => (s.Item1, s.Item2)).ShouldBe([(0, "succeeded"), (1, "succeeded"), (-1, "dead")]);
        seen[2].Item3!.ShouldContain("the body fails");
    }

    [ServiceFact]
    public async Task An_error_callback_that_dies_ends_the_flow_as_failed()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var errors = 0;
        pipeline.Script.OnStep = run => run.Text == "error" && ++errors < 3 ? throw new IOException("later") : throw new PermanentJobException("no");
        var flow = await pipeline.StartAsync(Flow.Group([new Step("a")]) with { OnError = new Step("error") });
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("failed");
        errors.ShouldBe(3);
    }

    [ServiceFact]
    public async Task Who_looked_at_a_flow_before_it_failed_does_not_end_the_error_callback_that_came_since()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "bad" ? throw new PermanentJobException("it is bad") : run.WriteAsync();
        var flow = await pipeline.StartAsync(Flow.Group([new Step("bad")]) with { OnError = new Step("error") });
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        (await pipeline.ProgressAsync(flow.Id)).Stage.ShouldBe(FlowStage.OnError);

        (await pipeline.Get<FlowStopper>().EndAsync(flow.Id, FlowStage.Members, running: true, "late", default)).ShouldBe(0);
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("failed");
        (await pipeline.CountAsync("effect where text = 'error'")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_worker_that_dies_with_the_body_in_hand_loses_and_repeats_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(Flow.Chord([new Step("a")], then: new Step("body")));
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        await pipeline.PublishAsync();
        await pipeline.LoseWorkerAsync();
        (await pipeline.RecoverWorkersAsync()).ShouldBe(1);
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
        (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_member_that_killed_its_worker_in_a_flow_that_was_cancelled_is_cancelled_and_keeps_nobody_from_recovering()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(Flow.Group([new Step("a")]));
        await pipeline.ExecuteAsync("update pipeline.outbox set lone = true where flow_id is not null");
        await pipeline.ExecuteAsync("update pipeline.job set interruptions = 1");
        await pipeline.LoseWorkerAsync();
        await pipeline.Get<FlowClient>().CancelAsync(flow.Id, default);
        await pipeline.RecoverWorkersAsync();
        await pipeline.RunFlowsAsync();
        await pipeline.Get<FlowDriver>().DriveAsync(flow.Id, default);
        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe("cancelled"), f => f.Cancelled.ShouldBe(1));
    }

    [ServiceFact]
    public async Task Arguments_of_a_callback_that_are_a_blob_are_there_when_its_turn_comes_however_late()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        var length = 0;
        pipeline.Script.OnStep = run =>
        {
            length = run.Text.Length;
            return Task.CompletedTask;
        };
        var flow = await pipeline.StartAsync(Flow.Chord(Array.Empty<Step>(), then: new Step(new('x', 50_000))));
        var callback = await pipeline.ScalarAsync<string>("select args_blob from pipeline.flow_callback");
        (await pipeline.Get<IEnumerable<Pipeline.Blobs.IBlobReferences>>().Single(r => r.Prefix == Pipeline.Blobs.ClaimName.Prefix).FindUnneededAsync([callback], default)).ShouldBeEmpty();
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
        length.ShouldBe(50_000);
    }
}
