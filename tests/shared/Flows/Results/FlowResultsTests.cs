using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Blobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class FlowResultsTests
{
    [ServiceFact]
    public async Task A_body_reads_1200_results_in_the_order_of_the_members_whatever_they_came_to()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var seen = await SeenByAsync(pipeline, "body", Flow.Chord(
            Enumerable.Range(0, 1_200).Select(i => (object)(i % 100 == 7 ? Flow.Group([new BatchStep($"{i}")]) : new BatchStep(i % 100 == 0 ? "bad" : $"{i}"))), then: new Step("body"))
            with { OnFailure = FailurePolicy.ContinueOnFailure });
        seen.Select(r => r.Index).ShouldBe(Enumerable.Range(0, 1_200));
        seen.Where(r => r.Succeeded).ShouldAllBe(r => r.As<string>() == $"{r.Index}");
        seen.Where(r => !r.Succeeded).Select(r => (r.Index % 100, r.Status, r.Result)).Distinct().ShouldBe([(0, "dead", null)]);
        seen.First(r => !r.Succeeded).Error!.ShouldContain("it is bad");
    }

    [ServiceFact]
    public async Task Large_results_come_from_their_blobs()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        var large = new string('x', 9_000);
        var seen = await SeenByAsync(pipeline, "body", Flow.Chord([new IoStep(large), new IoStep("small")], then: new Step("body")));
        (await pipeline.CountAsync("pipeline.job where result_blob is not null")).ShouldBe(1);
        seen.Select(r => r.As<string>()).ShouldBe(["did " + large, "did small"]);
    }

    [ServiceFact]
    public async Task A_step_reads_the_step_before_whatever_shape_that_has()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var read = new Dictionary<string, string?[]>();
        string? previous = null;
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "b") previous = await run.Job.PreviousAsync<string>(run.Token);
            var results = await run.Job.ResultsAsync(run.Token).Select(r => r.As<string>()).ToArrayAsync(run.Token);
            lock (read) read[run.Text] = results;
        };
        await pipeline.StartAsync(Flow.Chain(
            new IoStep("a"), new IoStep("b"), Flow.Group([new IoStep("c1"), new IoStep("c2")]), new IoStep("d"), Flow.Chord([new IoStep("e")], then: new IoStep("f")),
            new IoStep("g"), Flow.Chain(new IoStep("h"), new IoStep("i")), Flow.Group([Flow.Chain(new IoStep("j"), new IoStep("k")), Flow.Group([new IoStep("l"), new IoStep("m")])]), new IoStep("n")));
        await pipeline.RunFlowsAsync();
        previous.ShouldBe("did a");
        read["a"].ShouldBeEmpty();
        read["c1"].ShouldBe(["did b"]);
        read["c2"].ShouldBe(["did b"]);
        read["d"].ShouldBe(["did c1", "did c2"]);
        read["e"].ShouldBe(["did d"]);
        read["f"].ShouldBe(["did e"]);
        read["g"].ShouldBe(["did f"]);
        read["h"].ShouldBe(["did g"]);
        read["j"].ShouldBe(["did i"]);
        read["l"].ShouldBe(["did i"]);
        read["n"].ShouldBe(["did k", "did l", "did m"]);
    }

    [ServiceFact]
    public async Task An_error_callback_reads_which_step_of_a_nested_chain_failed_and_which_flow_had_no_body()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var inner = Guid.CreateVersion7();
        var seen = await SeenByAsync(pipeline, "error", Flow.Group<object>([
            Flow.Chain(new IoStep("a"), new IoStep("bad"), new IoStep("c")),
            Flow.Chord([new IoStep("bad")], then: new IoStep("body")) with { Id = inner },
            new IoStep("ok")]) with { OnFailure = FailurePolicy.ContinueOnFailure, OnError = new Step("error") });
        seen.Select(r => (r.Index, r.Status)).ShouldBe([(0, "dead"), (1, "failed"), (2, "succeeded")]);
        seen[0].Error!.ShouldContain("it is bad");
        seen[1].JobId.ShouldBe(inner);
    }

    [ServiceFact]
    public async Task A_job_without_a_flow_reads_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var seen = -1;
        pipeline.Script.OnStep = async run => seen = await run.Job.ResultsAsync(run.Token).CountAsync(run.Token);
        await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();
        seen.ShouldBe(0);
    }

    private static async Task<List<MemberResult>> SeenByAsync(TestPipeline pipeline, string job, Flow flow)
    {
        List<MemberResult> seen = [];
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "bad") throw new PermanentJobException("it is bad");
            if (run.Text == job) seen = await run.Job.ResultsAsync(run.Token).ToListAsync(run.Token);
        };
        await pipeline.StartAsync(flow);
        await pipeline.RunFlowsAsync();
        return seen;
    }
}
