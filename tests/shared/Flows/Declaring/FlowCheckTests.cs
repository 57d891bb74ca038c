using Pipeline.Flows;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class FlowCheckTests
{
    private static readonly Flow Good = Flow.Group([new Step("a")]);

    public static TheoryData<string, string> Broken => new()
    {
        { "name", nameof(Flow.Name) },
        { "nul", nameof(Flow.Name) },
        { "key", nameof(Flow.IdempotencyKey) },
        { "inner key", "outermost" },
        { "policy", nameof(Flow.OnFailure) },
        { "chain", "only a group can continue" },
        { "no places", nameof(Flow.MaxParallel) },
        { "places", nameof(Flow.MaxParallel) },
        { "no time", nameof(Flow.TimeLimit) },
        { "time", nameof(Flow.TimeLimit) },
        { "expiry", nameof(Flow.ExpiresAfter) },
        { "priority", nameof(Flow.Priority) },
        { "then", "next step of a Chain" },
        { "error", "a handler can start one" },
        { "null", "null" },
    };

    [ServiceTheory]
    [MemberData(nameof(Broken))]
    public async Task A_flow_that_breaks_a_rule_is_refused_with_a_word_on_it(string broken, string says)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = broken switch
        {
            "name" => Good with { Name = new('x', 201) },
            "nul" => Good with { Name = "a\0" },
            "key" => Good with { IdempotencyKey = "" },
            "inner key" => Flow.Group([Good with { IdempotencyKey = "k" }]),
            "policy" => Good with { OnFailure = (FailurePolicy)7 },
            "chain" => Flow.Chain(new Step("a")) with { OnFailure = FailurePolicy.ContinueOnFailure },
            "no places" => Good with { MaxParallel = 0 },
            "places" => Good with { MaxParallel = 100_001 },
            "no time" => Good with { TimeLimit = TimeSpan.Zero },
            "time" => Good with { TimeLimit = TimeSpan.FromDays(366) },
            "expiry" => Good with { ExpiresAfter = TimeSpan.Zero },
            "priority" => Good with { Priority = (Pipeline.Jobs.JobPriority)9 },
            "then" => Good with { Then = Good },
            "error" => Good with { OnError = Good },
            _ => Flow.Chain(new Step("a"), null!),
        };
        (await Should.ThrowAsync<InvalidFlowException>(() => pipeline.StartAsync(flow))).Message.ShouldContain(says);
        // In another one as well.
        if (broken != "inner key") await Should.ThrowAsync<InvalidFlowException>(() => pipeline.StartAsync(Flow.Chain(new Step("a"), flow)));
        (await pipeline.CountAsync("pipeline.flow")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task Arguments_that_no_handler_takes_are_refused_by_name()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        (await Should.ThrowAsync<InvalidOperationException>(() => pipeline.StartAsync(Flow.Group(["text"])))).Message.ShouldContain("String");
    }
}
