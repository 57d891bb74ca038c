namespace Pipeline.Flows;

/// <summary>Where a flow is, for its orchestration. It lies in histories of orchestrations: only add to it.</summary>
/// <param name="Stage">Whose turn it is.</param>
/// <param name="Result">How it ended; null while it goes on.</param>
/// <param name="IsStopping">Its jobs are being ended, and some of them may still run.</param>
/// <param name="More">There is something to do at once.</param>
/// <param name="Remaining">How long until the next time limit in it is over; null where none lies ahead.</param>
public sealed record FlowState(FlowStage Stage, FlowResult? Result, bool IsStopping, bool More, TimeSpan? Remaining = null);
