using Pipeline.Flows;

namespace Pipeline.Orchestration.Tests.Recording;

/// <summary>What the orchestration meets next.</summary>
/// <param name="Check">What the activity finds, or throws where <paramref name="Fails"/>.</param>
/// <param name="Event">What an event brings once the orchestrator waits; null: none comes.</param>
/// <param name="DuringCheck">The event comes while the activity runs: nobody waits yet.</param>
internal sealed record Step(FlowState? Check = null, bool Fails = false, FlowState? Event = null, bool DuringCheck = false);

/// <summary>The life of an orchestration as its flow shows itself to it. Its history is kept under the name.</summary>
/// <param name="Name">The name of its file, without ending.</param>
/// <param name="Start">The state that it starts with; null: to be checked.</param>
/// <param name="Steps">One after another; the last finds that the flow has ended.</param>
internal sealed record Scenario(string Name, FlowState? Start, params IReadOnlyList<Step> Steps)
{
    private static readonly FlowState Members = new(FlowStage.Members, null, IsStopping: false, More: false);
    private static readonly FlowState Body = Members with { Stage = FlowStage.Body };
    private static readonly FlowState Due = Members with { More = true };
    private static readonly FlowState Stopping = Members with { IsStopping = true };
    private static readonly FlowState Succeeded = new(FlowStage.Done, FlowResult.Succeeded, IsStopping: false, More: false);
    private static readonly Step Fails = new(Fails: true);

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("ended-before-it-started", Succeeded),
        new("closed-by-the-committing-process", Members, new Step(Event: Succeeded)),
        new("closed-by-the-orchestration", Members, new(Event: Due), new(Body), new(Event: Body with { More = true }), new(Succeeded)),
        new("wakes-lost", Members, new(Members), new(Members), new(Body), new(Succeeded)),
        new("woken-during-a-check", Members, new(Members, Event: Due, DuringCheck: true), new(Body), new(Succeeded)),
        new("stopping", Stopping, new(Stopping), new(Stopping), new(Succeeded with { Result = FlowResult.Failed })),
        new("cancelled", Members, new(Event: Due), new(Stopping), new(Succeeded with { Result = FlowResult.Cancelled })),
        new("time-limit", Members with { Remaining = TimeSpan.FromSeconds(1) }, new Step(Succeeded with { Result = FlowResult.Expired })),
        new("activity-retried", null, Fails, Fails, new(Members), new(Event: Due), Fails, new(Succeeded)),
        new("more-at-once", Due, new(Due), new(Due), new(Body with { More = true }), new(Body), new(Event: Succeeded)),
        new("continued-as-new", Members, [.. Enumerable.Repeat(new Step(Members), 25), new(Event: Succeeded)]),
    ];

    public static TheoryData<string> Names => [.. All.Select(scenario => scenario.Name)];

    public static Scenario Of(string name) => All.Single(scenario => scenario.Name == name);
}
