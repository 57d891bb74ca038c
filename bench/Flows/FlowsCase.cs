namespace Pipeline.Bench.Flows;

/// <summary>A way to run many small flows.</summary>
/// <param name="Key">Its name on the command line, unique.</param>
/// <param name="Title">For people.</param>
/// <param name="OrchestrateAfter">How old a flow is before it gets an orchestration.</param>
internal sealed record FlowsCase(string Key, string Title, TimeSpan OrchestrateAfter)
{
    public static IReadOnlyList<FlowsCase> All { get; } =
    [
        new("flows.orchestrated", "each flow gets an orchestration at once (default)", TimeSpan.Zero),
        new("flows.orchestrated-late", "only those older than a minute get one (OrchestrateAfter)", TimeSpan.FromMinutes(1)),
    ];
}
