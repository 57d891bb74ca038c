using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Pipeline.Emulator.Triggers.Durable.Replay;

/// <summary>What a turn leaves behind.</summary>
internal sealed record TurnOutcome
{
    public required OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>What the turn appends to the history.</summary>
    public required IReadOnlyList<HistoryEvent> Events { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    /// <summary>Why the orchestration failed, if it did.</summary>
    public Exception? Error { get; init; }

    public TaskFailureDetails? Failure => Error is null ? null : FailureOf(Error);

    public bool HasEnded => Status != OrchestrationRuntimeStatus.Running;

    // A task's failure goes on as the cause of the orchestration's.
    private static TaskFailureDetails FailureOf(Exception error) => TaskFailureDetails.FromException(error) is var details
        && error is TaskFailedException failed ? details with { InnerFailure = failed.FailureDetails } : details;
}
