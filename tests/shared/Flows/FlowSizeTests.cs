using Pipeline.Flows;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class FlowSizeTests
{
    [ServiceFact]
    public async Task A_chord_of_20000_runs_its_body_once_with_as_many_results()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var seen = -1;
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "body") seen = await run.Job.ResultsAsync(run.Token).CountAsync(r => r.Succeeded, run.Token);
        };
        var flow = await pipeline.StartAsync(Flow.Chord(Enumerable.Range(0, 20_000).Select(i => new BatchStep($"{i}")), then: new Step("body")));

        await pipeline.RunFlowsAsync();

        var ended = await pipeline.ProgressAsync(flow.Id);
        (ended.Status, ended.Succeeded, seen).ShouldBe(("succeeded", 20_000, 20_000));
        (await pipeline.CountAsync("pipeline.job where flow_index = -1 and attempt = 0")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_chord_of_600_chains_ends_with_all_of_them()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => Task.CompletedTask;
        var flow = await pipeline.StartAsync(Flow.Chord(
            Enumerable.Range(0, 600).Select(i => Flow.Chain(new BatchStep($"{i}"), new BatchStep($"{i}"))), then: new Step("body")) with { MaxParallel = 300 });

        // A message each: side by side, as lanes do.
        while (await pipeline.PublishAsync() > 0)
            await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            {
                while (await pipeline.TakeAsync() is { } message) await pipeline.ProcessAsync(message);
            }));
        await pipeline.RunFlowsAsync();

        var ended = await pipeline.ProgressAsync(flow.Id);
        (ended.Status, ended.Succeeded).ShouldBe(("succeeded", 600));
        (await pipeline.CountAsync("pipeline.job where status = 'succeeded'")).ShouldBe(1_201);
    }

    [ServiceFact]
    public async Task Flows_lie_in_each_other_as_deep_as_the_limit_says_and_no_deeper()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        static Flow Deep(int flows) => flows == 0 ? Flow.Group([new Step("innermost")]) : Flow.Chain(Deep(flows - 1), new Step($"{flows}"));
        var flow = await pipeline.StartAsync(Deep(Flow.MostDepth));
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
        (await pipeline.CountAsync("effect")).ShouldBe(Flow.MostDepth + 1);

        (await Should.ThrowAsync<InvalidFlowException>(() => pipeline.StartAsync(Deep(Flow.MostDepth + 1)))).Message.ShouldContain("deep");
    }

    [ServiceFact]
    public async Task Flows_without_members_end_wherever_they_lie()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var empty = Flow.Group(Array.Empty<Step>());
        var flow = await pipeline.StartAsync(Flow.Chain(
            empty, Flow.Chord([empty, empty, Flow.Chain()], then: new Step("a")), new Step("b"), Flow.Chord(Array.Empty<Step>(), then: new Step("c")), empty) with { Then = new Step("d") });

        await pipeline.RunFlowsAsync();

        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
        (await pipeline.ScalarAsync<string>("select string_agg(text, '' order by id) from effect")).ShouldBe("abcd");
    }
}
