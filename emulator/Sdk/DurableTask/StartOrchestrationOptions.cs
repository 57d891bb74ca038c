namespace Microsoft.DurableTask;

/// <summary>How an orchestration is started.</summary>
/// <param name="InstanceId">Its id; a random one if null.</param>
public record StartOrchestrationOptions(string? InstanceId = null);
