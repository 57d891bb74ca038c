using Microsoft.DurableTask.Client;
using Pipeline.Flows;
using Pipeline.Functions.Flows;

namespace Pipeline.Emulator.Tests.Flows;

/// <summary>The activity of the recorder's app: it finds what the scenario says.</summary>
public sealed class ScriptedCloseFlow(ScenarioRun run)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Function(nameof(CloseFlow))]
    public async Task<FlowState> RunAsync([ActivityTrigger] string flow, [DurableClient] DurableTaskClient client)
    {
        var look = run.Next();
        if (look.Wake == Wake.DuringTheLook)
        {
            await client.RaiseEventAsync(flow, FlowOrchestrator.Woken, CancellationToken.None);
            await Eventually.TrueAsync(async () => await run.RecordedEventsAsync(flow) == run.Events, Deadline, "the event is on record");
        }
        return look.Found ?? throw new InvalidOperationException("The database is away.");
    }
}
