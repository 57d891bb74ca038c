namespace Microsoft.DurableTask;

/// <summary>An activity failed, after all its attempts.</summary>
/// <param name="taskName">The activity.</param>
/// <param name="taskId">Which of the orchestration's tasks it was.</param>
/// <param name="failureDetails">Why.</param>
public sealed class TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
    : Exception($"Task '{taskName}' (#{taskId}) failed with an unhandled exception: {failureDetails.ErrorMessage}")
{
    public string TaskName { get; } = taskName;

    public int TaskId { get; } = taskId;

    public TaskFailureDetails FailureDetails { get; } = failureDetails;
}
