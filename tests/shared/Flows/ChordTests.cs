using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class ChordTests
{
    [ServiceTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(300)]
    public async Task The_body_runs_once_after_all_members_and_sees_their_results(int members)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var seen = new List<int>();
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "body")
                seen.AddRange(await run.Job.ResultsAsync(default).Select(r => r.Index).ToListAsync());
            await run.WriteAsync();
        };
        var flow = await pipeline.StartAsync(Flow.Chord(Enumerable.Range(0, members).Select(i => new Step($"{i}")), then: new Step("body")));

        await pipeline.RunFlowsAsync();

        var ended = await pipeline.ProgressAsync(flow.Id);
        (ended.Status, ended.Succeeded, ended.Open).ShouldBe(("succeeded", members, 0));
        seen.ShouldBe(Enumerable.Range(0, members));
        (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_member_that_dies_ends_a_flow_that_fails_fast_and_the_error_callback_runs_once()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var failed = new List<string>();
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "0") throw new PermanentJobException("zero fails");
            if (run.Text == "error") failed.AddRange(await run.Job.ResultsAsync(default).Where(r => r.Status == "dead").Select(r => r.Error!).ToListAsync());
            await run.WriteAsync();
        };
        var members = Enumerable.Range(0, 200).Select(i => new Step($"{i}"));
        var flow = await pipeline.StartAsync(Flow.Chord(members, then: new Step("body"), onError: new Step("error")) with { MaxParallel = 10 });

        await pipeline.RunFlowsAsync();

        var ended = await pipeline.ProgressAsync(flow.Id);
        (ended.Status, ended.Dead, ended.Open).ShouldBe(("failed", 1, 0));
        ended.Cancelled.ShouldBeGreaterThan(0);
        failed.Single().ShouldContain("zero fails");
        (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(0);
        (await pipeline.CountAsync("effect where text = 'error'")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_chain_runs_its_steps_in_order_and_each_reads_what_came_before()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var order = new List<string>();
        pipeline.Script.OnStep = async run =>
        {
            lock (order) order.Add(run.Text);
            if (run.Text is "b" or "d") order.Add($"{run.Text} after {await run.Job.ResultsAsync(default).CountAsync()}");
            await run.WriteAsync();
        };
        var flow = await pipeline.StartAsync(Flow.Chain(
            new Step("a"), new Step("b"), Flow.Group([new Step("c"), new Step("c")]), new Step("d"), Flow.Chord([new Step("e"), new Step("e")], new Step("f"))));

        await pipeline.RunFlowsAsync();

        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
        order.ShouldBe(["a", "b", "b after 1", "c", "c", "d", "d after 2", "e", "e", "f"]);
    }

    [ServiceFact]
    public async Task A_group_of_chains_closes_once_all_of_them_have()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.WriteAsync();
        var flow = await pipeline.StartAsync(Flow.Chord(
            Enumerable.Range(0, 30).Select(i => Flow.Chain(new Step($"{i}a"), new Step($"{i}b"), new Step($"{i}c"))), then: new Step("body")) with { MaxParallel = 4 });

        await pipeline.RunFlowsAsync();

        var ended = await pipeline.ProgressAsync(flow.Id);
        (ended.Status, ended.Succeeded).ShouldBe(("succeeded", 30));
        (await pipeline.CountAsync("effect")).ShouldBe(91);
    }
}
