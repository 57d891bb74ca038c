using Pipeline.Flows;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class FlowListTests
{
    [ServiceFact]
    public async Task Pages_follow_each_other_and_open_flows_can_be_listed_alone()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flows = new List<Guid>();
        for (var i = 0; i < 3; i++)
            flows.Add((await pipeline.StartAsync(Flow.Group([new Step($"{i}")]))).Id);
        await pipeline.RunFlowsAsync();
        for (var i = 0; i < 4; i++)
            flows.Add((await pipeline.StartAsync(Flow.Group([Flow.Chain(new Step($"{i}"))]))).Id);
        flows.Reverse();
        var table = pipeline.Get<FlowTable>();

        (await AllAsync(after => table.NewestAsync(after, 2, default))).ShouldBe(flows);
        (await AllAsync(after => table.OpenAsync(after, 3, default))).ShouldBe(flows[..4]);
    }

    [ServiceFact]
    public async Task A_flow_and_what_lies_in_it_say_when_they_began_and_ended()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(Flow.Chain(Flow.Group([new Step("0")]), Flow.Group([new Step("1")])));
        var waiting = (await pipeline.Get<FlowTree>().PageAsync(flow.Id, -1, default)).Flows[1];
        (waiting.BeganAt, waiting.ClosedAt, waiting.FinishedAt).ShouldBe((null, null, null));

        await pipeline.RunFlowsAsync();
        var nodes = (await pipeline.Get<FlowTree>().PageAsync(flow.Id, -1, default)).Flows;
        nodes.ShouldAllBe(n => n.BeganAt <= n.ClosedAt && n.ClosedAt <= n.FinishedAt);
        nodes[0].BeganAt.ShouldNotBeNull().ShouldBeLessThan(nodes[1].BeganAt.ShouldNotBeNull());
        var root = await pipeline.ProgressAsync(flow.Id);
        (root.Kind, root.RootId, root.ParentId, root.ReplayOf, root.BeganAt is null, root.ClosedAt is null).ShouldBe(("chain", flow.Id, null, null, false, false));
        (await pipeline.ProgressAsync(nodes[1].Id)).ShouldSatisfyAllConditions(n => n.ParentId.ShouldBe(flow.Id), n => n.RootId.ShouldBe(flow.Id), n => n.Place.ShouldBe(1));
    }

    private static async Task<List<Guid>> AllAsync(Func<Guid?, Task<IReadOnlyList<FlowProgress>>> page)
    {
        var (all, after) = (new List<Guid>(), (Guid?)null);
        while (await page(after) is { Count: > 0 } flows)
        {
            all.AddRange(flows.Select(f => f.Id));
            after = all[^1];
        }
        return all;
    }
}
