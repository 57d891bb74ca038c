using Pipeline.Emulator.Triggers.Durable.Replay;

namespace Pipeline.Emulator.Triggers.Durable.Store;

/// <summary>A turn that was played and is to be written down. Without an outcome its messages are thrown away: the execution has ended.</summary>
/// <param name="Arrived">Results of activities and fired timers that the turn took.</param>
internal sealed record PlayedTurn(ExecutionState State, IReadOnlyList<HistoryEvent> Arrived, TurnOutcome? Outcome)
{
    /// <summary>Nothing of it counts, and it must be played again.</summary>
    public bool IsBrokenOff { get; init; }
}
