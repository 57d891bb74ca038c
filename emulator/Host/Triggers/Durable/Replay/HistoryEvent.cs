using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Pipeline.Emulator.Triggers.Durable.Replay;

/// <summary>One thing that happened to an orchestration. Its history is the list of them, and a turn appends to it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(OrchestratorStarted), nameof(OrchestratorStarted))]
[JsonDerivedType(typeof(ExecutionStarted), nameof(ExecutionStarted))]
[JsonDerivedType(typeof(TaskScheduled), nameof(TaskScheduled))]
[JsonDerivedType(typeof(TaskCompleted), nameof(TaskCompleted))]
[JsonDerivedType(typeof(TaskFailed), nameof(TaskFailed))]
[JsonDerivedType(typeof(TimerCreated), nameof(TimerCreated))]
[JsonDerivedType(typeof(TimerFired), nameof(TimerFired))]
[JsonDerivedType(typeof(EventRaised), nameof(EventRaised))]
[JsonDerivedType(typeof(ForeignThreadSeen), nameof(ForeignThreadSeen))]
[JsonDerivedType(typeof(ExecutionTerminated), nameof(ExecutionTerminated))]
[JsonDerivedType(typeof(ExecutionCompleted), nameof(ExecutionCompleted))]
internal abstract record HistoryEvent
{
    /// <summary>The number of the activity or timer that it is about, or -1.</summary>
    [JsonIgnore]
    public int TaskOf => this switch
    {
        TaskScheduled task => task.TaskId,
        TaskCompleted task => task.TaskId,
        TaskFailed task => task.TaskId,
        TimerCreated timer => timer.TaskId,
        TimerFired timer => timer.TaskId,
        _ => -1,
    };

    /// <summary>Whether it says that an activity or a timer is done.</summary>
    [JsonIgnore]
    public bool IsResult => this is TaskCompleted or TaskFailed or TimerFired;

    /// <summary>A turn began. Its time is what the orchestrator reads as the current one.</summary>
    public sealed record OrchestratorStarted(DateTime Timestamp) : HistoryEvent;

    public sealed record ExecutionStarted(string? Input) : HistoryEvent;

    public sealed record TaskScheduled(int TaskId, string Name, string? Input) : HistoryEvent;

    public sealed record TaskCompleted(int TaskId, string? Result) : HistoryEvent;

    public sealed record TaskFailed(int TaskId, TaskFailureDetails Failure) : HistoryEvent;

    public sealed record TimerCreated(int TaskId, DateTime FireAt) : HistoryEvent;

    public sealed record TimerFired(int TaskId) : HistoryEvent;

    public sealed record EventRaised(string Name, string? Input) : HistoryEvent;

    /// <summary>After a turn its orchestrator went on elsewhere: it awaits what is no task of its context.</summary>
    public sealed record ForeignThreadSeen : HistoryEvent;

    public sealed record ExecutionTerminated(string? Output) : HistoryEvent;

    public sealed record ExecutionCompleted(OrchestrationRuntimeStatus Status) : HistoryEvent;
}
