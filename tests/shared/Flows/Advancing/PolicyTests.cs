using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class PolicyTests
{
    private const int Members = 5;

    [ServiceTheory]
    [InlineData("group", FailurePolicy.FailFast, "failed", false)]
    [InlineData("group", FailurePolicy.ContinueOnFailure, "failed", false)]
    [InlineData("chord", FailurePolicy.FailFast, "failed", false)]
    [InlineData("chord", FailurePolicy.ContinueOnFailure, "succeeded", true)]
    [InlineData("chain", FailurePolicy.FailFast, "failed", false)]
    [InlineData("chord of chains", FailurePolicy.FailFast, "failed", false)]
    [InlineData("chord of chains", FailurePolicy.ContinueOnFailure, "succeeded", true)]
    [InlineData("chain of chords", FailurePolicy.FailFast, "failed", false)]
    public async Task The_first_the_last_or_one_in_between_fails(string shape, FailurePolicy policy, string ends, bool bodyRuns)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text.StartsWith("bad", StringComparison.Ordinal) ? throw new PermanentJobException("it is bad") : run.WriteAsync();
        foreach (var bad in new[] { 0, Members / 2, Members - 1 })
        {
            await pipeline.ExecuteAsync("truncate effect");
            var flow = await pipeline.StartAsync(Of(shape, bad) with { OnFailure = policy, OnError = new Step("error") });

            await pipeline.RunFlowsAsync();

            var ended = await pipeline.ProgressAsync(flow.Id);
            (ended.Status, ended.Open).ShouldBe((ends, 0), $"{shape} with {bad} bad");
            ended.Dead.ShouldBe(1);
            if (policy == FailurePolicy.ContinueOnFailure) ended.Succeeded.ShouldBe(Members - 1);
            (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(bodyRuns ? 1 : 0);
            (await pipeline.CountAsync("effect where text = 'error'")).ShouldBe(ends == "failed" ? 1 : 0);
            if (shape.StartsWith("chain", StringComparison.Ordinal))
                (ended.Succeeded, ended.Cancelled).ShouldBe((bad, Members - 1 - bad));
            (await pipeline.CountAsync("pipeline.flow where finished_at is null")).ShouldBe(0);
            (await pipeline.CountAsync("pipeline.job where status = 'queued'")).ShouldBe(0);
            (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
        }
    }

    [ServiceFact]
    public async Task After_a_failure_nothing_more_starts_and_what_runs_may_end()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var running = new TaskCompletionSource();
        var failed = new TaskCompletionSource();
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "slow")
            {
                running.SetResult();
                await failed.Task;
            }
            if (run.Text == "bad") throw new PermanentJobException("it is bad");
            await run.WriteAsync();
        };
        // One member a message: the slow one and the bad one at a time, the others held.
        var flow = await pipeline.StartAsync(Flow.Group([new Step("slow"), new Step("bad"), new Step("held"), new Step("held")]) with { MaxParallel = 2 });
        await pipeline.PublishAsync();
        var messages = new[] { (await pipeline.TakeAsync())!.Value, (await pipeline.TakeAsync())!.Value };
        var slow = await pipeline.ScalarAsync<string>("select message_id::text from pipeline.job where flow_id = $1 and flow_index = 0", flow.Id);
        var ofSlow = messages.Single(m => System.Text.Encoding.UTF8.GetString(m.Body).Contains(slow, StringComparison.Ordinal));
        var run = pipeline.ProcessAsync(ofSlow);
        await running.Task.EndsAsync(TimeSpan.FromSeconds(30));

        await pipeline.ProcessAsync(messages.Single(m => m != ofSlow));
        await pipeline.PublishAsync();
        await pipeline.DriveWokenAsync();
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("stopping");
        failed.SetResult();
        await run;
        await pipeline.RunFlowsAsync();

        var ended = await pipeline.ProgressAsync(flow.Id);
        (ended.Status, ended.Succeeded, ended.Dead, ended.Cancelled).ShouldBe(("failed", 1, 1, 2));
        (await pipeline.CountAsync("effect where text = 'held'")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_member_that_waits_for_its_next_attempt_gets_none_in_a_flow_that_failed()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var runs = 0;
        pipeline.Script.OnStep = run =>
        {
            runs++;
            throw run is { Text: "bad", Job.Attempt: 2 } ? new PermanentJobException("it is bad") : new IOException("try again");
        };
        var flow = await pipeline.StartAsync(Flow.Group([new Step("again"), new Step("bad")]));
        await pipeline.RunAsync();
        runs.ShouldBe(2);

        await pipeline.ExecuteAsync("update pipeline.outbox set due_at = now() where jobs && array(select id from pipeline.job where args like '%bad%')");
        await pipeline.RunAsync();
        await pipeline.PublishAsync();
        await pipeline.DriveWokenAsync();

        (await pipeline.ProgressAsync(flow.Id)).ShouldSatisfyAllConditions(f => f.Status.ShouldBe("failed"), f => f.Cancelled.ShouldBe(1), f => f.Dead.ShouldBe(1));
        runs.ShouldBe(3);
    }

    private static Flow Of(string shape, int bad)
    {
        Step Member(int i) => new(i == bad ? "bad" : $"{i}");
        var members = Enumerable.Range(0, Members);
        return shape switch
        {
            "group" => Flow.Group(members.Select(Member)),
            "chord" => Flow.Chord(members.Select(Member), then: new Step("body")),
            "chain" => Flow.Chain(members.Select(Member)) with { Then = new Step("body") },
            "chord of chains" => Flow.Chord(members.Select(i => Flow.Chain(new Step("a"), Member(i), new Step("c"))), then: new Step("body")),
            _ => Flow.Chain(members.Select(i => Flow.Chord([new Step("a"), Member(i)], then: new Step("inner")))) with { Then = new Step("body") },
        };
    }
}
