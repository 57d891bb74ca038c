using Pipeline.Flows;

namespace Pipeline.Emulator.Tests.Flows;

/// <summary>The life of an orchestration as its flow shows itself to it, look after look. Its history is kept under the name.</summary>
/// <param name="Name">The name of its file, without ending.</param>
/// <param name="Looks">One after another; the last finds that the flow has ended.</param>
public sealed record Scenario(string Name, params IReadOnlyList<Look> Looks)
{
    private static readonly Look Succeeded = Look.Ended(FlowResult.Succeeded);

    /// <summary>How a new one is recorded stands in emulator/README.md.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("chord-closed-at-once", Look.At(FlowStage.Members, Wake.AfterTheLook), Look.At(FlowStage.Body, Wake.AfterTheLook), Succeeded),
        new("woken-twice",
            Look.At(FlowStage.Members, Wake.AfterTheLook), Look.At(FlowStage.Members, Wake.DuringTheLook), Look.At(FlowStage.Body, Wake.AfterTheLook), Succeeded),
        new("events-lost", Look.At(FlowStage.Members), Look.At(FlowStage.Members), Look.At(FlowStage.Body), Succeeded),
        new("woken-between-timers", Look.At(FlowStage.Members), Look.At(FlowStage.Members, Wake.DuringTheLook), Look.At(FlowStage.Body), Succeeded),
        new("stopping", Look.Stopping(FlowStage.Members), Look.Stopping(FlowStage.Members), Look.Stopping(FlowStage.Members), Look.Ended(FlowResult.Failed)),
        new("cancelled", Look.At(FlowStage.Members, Wake.AfterTheLook), Look.Stopping(FlowStage.Members), Look.Ended(FlowResult.Cancelled)),
        new("activity-retried", Look.Fails, Look.Fails, Look.At(FlowStage.Members, Wake.AfterTheLook), Look.Fails, Succeeded),
        new("activity-given-up", [.. Enumerable.Repeat(Look.Fails, 10)]),
        new("more-at-once", Look.More(FlowStage.Members), Look.More(FlowStage.Members), Look.More(FlowStage.Body), Look.At(FlowStage.Body, Wake.AfterTheLook), Succeeded),
    ];

    /// <summary>Nobody has to tell it anything while it waits, so that its time may run fast.</summary>
    public bool RunsByItself => Looks.All(look => look.Wake != Wake.AfterTheLook);

    /// <summary>As the tests' theories want them.</summary>
    public static TheoryData<string> Names => [.. All.Select(scenario => scenario.Name)];

    public static Scenario Of(string name) => All.Single(scenario => scenario.Name == name);
}
