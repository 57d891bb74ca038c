namespace Pipeline.Flows;

/// <summary>What a flow's next move is decided by, as one look under the lock of its row finds it.</summary>
/// <param name="Stage">Whose turn it is.</param>
/// <param name="Stopping">Why nothing more of it starts, if so.</param>
/// <param name="IsOpen">Some job or nested flow of it has no outcome.</param>
/// <param name="AnyFailed">A member did not succeed.</param>
/// <param name="HasBody">There is a job to run after the members.</param>
/// <param name="HasOnError">There is a job to run where it failed.</param>
/// <param name="BodySucceeded">The body's outcome, once it has one.</param>
internal readonly record struct FlowFacts(FlowStage Stage, FlowStop? Stopping, bool IsOpen, bool AnyFailed, bool HasBody, bool HasOnError, bool BodySucceeded);
