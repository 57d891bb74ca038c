namespace Pipeline.Flows;

/// <summary>A job that a flow runs after its members.</summary>
/// <param name="Role"><see cref="FlowStage.Body"/> or <see cref="FlowStage.OnError"/>.</param>
/// <param name="Job">Its id, given from the start.</param>
/// <param name="Type">Its name.</param>
/// <param name="Status"><c>waiting</c> before its turn, <c>skipped</c> where that never came; else its job's status.</param>
/// <param name="StartedAt">When its last run that ended began.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record FlowTreeCallback(FlowStage Role, Guid Job, string Type, string Status, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);
