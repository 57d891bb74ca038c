namespace Pipeline.Flows;

/// <summary>What is due to a flow once a message of its members has ended.</summary>
internal enum FlowDue
{
    Nothing,

    /// <summary>Held members may go.</summary>
    Release,

    /// <summary>It may close, and whoever commits closes.</summary>
    Move,

    /// <summary>It may close, which is left to the orchestration.</summary>
    Wake,
}
