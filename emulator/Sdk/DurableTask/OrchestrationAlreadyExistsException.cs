namespace DurableTask.Core.Exceptions;

/// <summary>An orchestration of this id is waiting to start or running.</summary>
public class OrchestrationAlreadyExistsException(string message) : InvalidOperationException(message);
