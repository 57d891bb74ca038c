using Microsoft.Extensions.DependencyInjection;
using Pipeline.Emulator.Tests.Durable;
using Pipeline.Emulator.Triggers.Durable.Replay;
using Pipeline.Functions.Flows;

namespace Pipeline.Emulator.Tests.Flows;

/// <summary>Has the engine run today's orchestrator through a scenario.</summary>
internal static class HistoryRecorder
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static async Task<RecordedHistory> RecordAsync(Scenario scenario)
    {
        var run = new ScenarioRun(scenario);
        var setup = DurableApp.NewHub() with
        {
            Configure = builder =>
            {
                builder.Services.AddSingleton(run);
                if (scenario.RunsByItself) builder.Services.AddSingleton<TimeProvider>(new FastTime(60));
            },
        };
        await using var app = await DurableApp.StartAsync(setup, typeof(FlowOrchestrator), typeof(ScriptedCloseFlow));
        run.RecordedEventsAsync = async instance => (await app.HistoryAsync(instance)).Count(kind => kind == "EventRaised");

        var id = await app.ScheduleAsync(nameof(FlowOrchestrator), id: $"{Guid.NewGuid()}");
        var found = 0;
        foreach (var look in scenario.Looks.Where(look => look.Found is not null))
        {
            found++;
            if (look.Wake != Wake.AfterTheLook) continue;
            await Eventually.TrueAsync(() => WaitsAfterAsync(found), Deadline, $"it waits after look {found}");
            await app.Client.RaiseEventAsync(id, FlowOrchestrator.Woken);
        }
        var ended = await app.EndOfAsync(id);
        return new RecordedHistory
        {
            InstanceId = id,
            Status = ended.RuntimeStatus,
            Output = ended.SerializedOutput,
            CustomStatus = ended.SerializedCustomStatus,
            Events = [.. (await app.EventsAsync(id)).Select(WithoutPlace)],
        };

        async Task<bool> WaitsAfterAsync(int looks) =>
            await app.HistoryAsync(id) is [.., "TimerCreated"] history && history.Count(kind => kind == "TaskCompleted") == looks;
    }

    // Where the sources lay on the machine that recorded it is nobody's business.
    private static HistoryEvent WithoutPlace(HistoryEvent happened) => happened is HistoryEvent.TaskFailed failed
        ? failed with { Failure = failed.Failure with { StackTrace = null } }
        : happened;
}
