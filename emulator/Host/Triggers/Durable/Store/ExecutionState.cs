using Pipeline.Emulator.Triggers.Durable.Replay;

namespace Pipeline.Emulator.Triggers.Durable.Store;

/// <summary>An execution of an instance as a turn finds it.</summary>
internal sealed record ExecutionState(Guid ExecutionId, string InstanceId, string Name, bool HasEnded)
{
    public List<HistoryEvent> History { get; } = [];

    /// <summary>What came from outside and no turn has taken yet, by the id of its row.</summary>
    public List<(long Id, HistoryEvent Event)> Messages { get; } = [];
}
