namespace Pipeline.Flows;

/// <summary>What a look at a flow found, for who drives it.</summary>
/// <param name="Stage">Whose turn it is; <see cref="FlowStage.Done"/> also for a flow that does not exist.</param>
/// <param name="Result">How it ended; null while it goes on.</param>
/// <param name="IsStopping">Nothing more of it starts, and jobs that run are waited for.</param>
/// <param name="More">There is more to do at once than one look may.</param>
public sealed record FlowState(FlowStage Stage, FlowResult? Result, bool IsStopping, bool More);
