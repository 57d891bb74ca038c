using Pipeline.Flows;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

/// <summary>Looks at flows after messages of their members.</summary>
public sealed class FollowUpTests
{
    [ServiceFact]
    public async Task Looks_at_a_flow_with_many_open_members_are_some_time_apart()
    {
        var time = new ManualTime();
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = time });
        var flow = await StartAsync(pipeline, members: 1_000);
        var followUp = pipeline.Get<FlowFollowUp>();
        await followUp.RunAsync([flow]);
        await Eventually.TrueAsync(() => time.Waiting == 1, TimeSpan.FromSeconds(30), "it pauses");

        var next = followUp.RunAsync([flow]);
        next.IsCompleted.ShouldBeFalse();
        await time.PassUntilAsync(next, TimeSpan.FromMilliseconds(10));
    }

    [ServiceFact]
    public async Task A_flow_that_may_end_with_the_next_message_is_looked_at_at_once()
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = new ManualTime() });
        var flow = await StartAsync(pipeline, members: 50);
        var followUp = pipeline.Get<FlowFollowUp>();

        await followUp.RunAsync([flow]);
        await followUp.RunAsync([flow]);
    }

    [Theory]
    [InlineData(10_000, 2_000, 0, 2_000, 500)]
    [InlineData(10_000, 2_000, 500, 2_000, 0)]
    [InlineData(10_000, 10_000, 9_900, 2_000, 100)]
    [InlineData(10, 4, 1, 4, 0)]
    public void Members_to_go_until_something_is_due(int total, int released, int ended, int maxParallel, int toGo)
    {
        FlowRules.ToGo(total, released, ended, maxParallel).ShouldBe(toGo);
        FlowRules.HasRoom(total, released, ended, maxParallel).ShouldBe(toGo == 0);
    }

    private static async Task<Guid> StartAsync(TestPipeline pipeline, int members) =>
        (await pipeline.StartAsync(Flow.Group(Enumerable.Range(0, members).Select(i => new Step($"{i}"))))).Id;
}
