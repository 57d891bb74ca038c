namespace Pipeline.Flows;

/// <summary>What came of the wish to replay a flow.</summary>
public enum FlowReplayOutcome
{
    /// <summary>A new flow repairs it.</summary>
    Replayed,

    /// <summary>It was replayed before; replay that replay. Nothing was changed.</summary>
    ReplayedBefore,

    /// <summary>It has not ended: nothing was changed.</summary>
    NotEnded,

    /// <summary>All of it has succeeded, or runs in replays of single jobs: nothing was changed.</summary>
    NothingToRepair,

    /// <summary>A step of a chain, or a body, runs in a replay of its own, and what comes after it would not wait: nothing was changed.</summary>
    BeingReplayed,

    /// <summary>It lies in another flow: nothing was changed.</summary>
    Nested,

    /// <summary>It repairs a flow that is deleted already: nothing was changed.</summary>
    PastRetention,
}

/// <summary>A flow that somebody wants to replay.</summary>
/// <param name="Id">The flow.</param>
/// <param name="Outcome">Whether a new one repairs it.</param>
/// <param name="Other">The flow that repairs it; or the flow in it with a job that is being replayed.</param>
/// <param name="Members">How many members the new flow has.</param>
public sealed record ReplayedFlow(Guid Id, FlowReplayOutcome Outcome, Guid? Other, int Members);
