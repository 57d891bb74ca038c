using Pipeline.Flows;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.Tests.Running;

/// <summary>A count is stable where time is not: what a job costs must not creep up.</summary>
public sealed class HotPathCostTests(ITestOutputHelper output)
{
    private const int Jobs = 1_000;

    // One in 32 of them a message; of each message a claim, its outcome and a look at its flow.
    private const int Messages = 32;

    [ServiceFact]
    public async Task A_chord_of_a_thousand_jobs_costs_no_more_statements_and_bytes_than_it_did()
    {
        // Without a heartbeat in between.
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:StaleAfter", "00:05:00"));
        pipeline.Script.OnStep = _ => Task.CompletedTask;
        // Types and plans are asked for once a connection.
        await pipeline.StartAsync(Flow.Chord(Steps(100), then: new Step("body")));
        await pipeline.RunFlowsAsync();

        using var cost = new DatabaseCost(pipeline.Database.Name);
        var flow = await pipeline.StartAsync(Flow.Chord(Steps(Jobs), then: new Step("body")));
        await pipeline.RunFlowsAsync();

        output.WriteLine($"{cost.RoundTrips} round trips, {cost.Statements} statements, {cost.Bytes} bytes");
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
        // Counted as 137, 345 and 484,000. Who needs more says why here. (20 bytes a job name those that an outcome ends a message with: one left open keeps it. One
        // statement a message sets how the fence is planned: a plan that was kept since the outbox was nearly empty would read all of it.)
        cost.RoundTrips.ShouldBeInRange(3 * Messages, 145);
        cost.Statements.ShouldBeInRange(9 * Messages, 360);
        cost.Bytes.ShouldBeInRange(100 * Jobs, 505_000);
    }

    private static IEnumerable<Step> Steps(int count) => Enumerable.Range(0, count).Select(i => new Step($"{i}"));
}
