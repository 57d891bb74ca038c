using Pipeline.Emulator.Triggers.Durable.Replay;
using Pipeline.Emulator.Triggers.Durable.Store;

namespace Pipeline.Emulator.Tests.Flows;

/// <summary>One turn of a recorded orchestration.</summary>
/// <param name="Past">What had happened before.</param>
/// <param name="Events">What the turn appended: when it was, what it took, and what was decided.</param>
internal sealed record RecordedTurn(IReadOnlyList<HistoryEvent> Past, IReadOnlyList<HistoryEvent> Events)
{
    public DateTime Time => ((HistoryEvent.OrchestratorStarted)Events[0]).Timestamp;

    /// <summary>What activities and timers brought.</summary>
    public IReadOnlyList<HistoryEvent> Arrived => [.. Events.Where(happened => happened.IsResult)];

    /// <summary>The execution as the turn found it, with what clients had sent.</summary>
    public ExecutionState StateOf(string instanceId, string orchestrator)
    {
        var state = new ExecutionState(Guid.Empty, instanceId, orchestrator, HasEnded: false);
        state.History.AddRange(Past);
        state.Messages.AddRange(Events
            .Where(happened => happened is HistoryEvent.ExecutionStarted or HistoryEvent.EventRaised or HistoryEvent.ExecutionTerminated)
            .Select((happened, i) => ((long)i, happened)));
        return state;
    }
}
