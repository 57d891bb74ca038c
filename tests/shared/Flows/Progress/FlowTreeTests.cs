using Pipeline.Flows;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class FlowTreeTests
{
    [ServiceFact]
    public async Task Nested_flows_come_a_page_at_a_time_in_the_order_of_their_places()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(Flow.Group(Enumerable.Range(0, 120).Select(i => Flow.Chain(new Step($"{i}a"), new Step($"{i}b")) with { Name = $"chain {i}" })));

        var pages = new List<FlowTreePage>();
        for (int? after = -1; after is { } place; after = pages[^1].Next)
            pages.Add(await PageAsync(pipeline, flow.Id, place));

        pages.Select(p => (p.Flows.Count, p.Total, p.Next)).ShouldBe([(50, 120, 49), (50, 120, 99), (20, 120, null)]);
        pages.SelectMany(p => p.Flows).Select(f => f.Name).ShouldBe(Enumerable.Range(0, 120).Select(i => $"chain {i}"));
        pages[0].Flows.ShouldAllBe(f => f.Kind == "chain" && f.Total == 2 && f.Open == 2 && f.Status == "running");
    }

    [ServiceFact]
    public async Task However_much_lies_in_a_flow_a_page_is_small_and_says_what_it_leaves_out()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(Flow.Group(Groups(60, () => Flow.Group(Groups(8, () => Flow.Group(Groups(8, () => Flow.Group([new Step("x")]))))))));

        var page = await PageAsync(pipeline, flow.Id, -1);

        (page.Flows.Count, page.Total).ShouldBe((50, 60));
        page.Flows.ShouldAllBe(f => f.Nested == 8 && f.Flows.Count <= 5);
        page.Flows[0].Flows.Count.ShouldBe(5);
        Count(page.Flows).ShouldBeLessThanOrEqualTo(200);
    }

    [ServiceFact]
    public async Task A_tree_shows_each_level_with_what_it_came_to()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.WriteAsync();
        var flow = await pipeline.StartAsync(Flow.Chain(new Step("a"), Flow.Group(new object[] { new Step("b"), Flow.Chord([new Step("c")], new Step("d")) }), new Step("e")));
        (await PageAsync(pipeline, flow.Id, -1)).Flows.Single().Status.ShouldBe("waiting");

        await pipeline.RunFlowsAsync();

        var group = (await PageAsync(pipeline, flow.Id, -1)).Flows.Single();
        (group.Place, group.Status, group.Total, group.Succeeded, group.Nested).ShouldBe((1, "succeeded", 2, 2, 1));
        var chord = group.Flows.Single();
        (chord.Place, chord.Name, chord.Status, chord.Total, chord.Nested, chord.Flows.Count).ShouldBe((1, "chord", "succeeded", 1, 0, 0));
    }

    private static IEnumerable<Flow> Groups(int count, Func<Flow> make) => Enumerable.Range(0, count).Select(_ => make());

    private static int Count(IEnumerable<FlowTreeNode> nodes) => nodes.Sum(n => 1 + Count(n.Flows));

    private static Task<FlowTreePage> PageAsync(TestPipeline pipeline, Guid flow, int after) => pipeline.Get<FlowTree>().PageAsync(flow, after, CancellationToken.None);
}
