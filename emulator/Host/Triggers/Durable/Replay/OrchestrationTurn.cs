using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Pipeline.Emulator.Invocation;
using static Pipeline.Emulator.Triggers.Durable.Replay.HistoryEvent;

namespace Pipeline.Emulator.Triggers.Durable.Replay;

/// <summary>
/// One invocation of an orchestrator: it runs from its beginning over what has happened before, then over what is new, and is left behind
/// where it waits.
/// </summary>
internal sealed class OrchestrationTurn : TriggerData
{
    private readonly OpenTasks _tasks = new();
    private readonly ExternalEvents _events;
    private readonly DurableJson _json;
    private readonly IReadOnlyList<HistoryEvent> _past;
    private readonly IReadOnlyList<HistoryEvent> _new;
    private Func<Task<object?>> _orchestrator = () => throw new InvalidOperationException("The turn has not begun.");
    private Task<object?>? _running;
    private ExecutionTerminated? _terminated;
    private bool _foreignThreadSeen;

    /// <param name="arrived">What is new, in the order of arrival.</param>
    /// <param name="foreignThread">Told when the orchestrator turns up on another thread, which may be after the turn.</param>
    public OrchestrationTurn(
        string instanceId, IReadOnlyList<HistoryEvent> past, IReadOnlyList<HistoryEvent> arrived, DateTime now,
        Action foreignThread, DurableJson json, ILoggerFactory loggers)
    {
        (_json, _past, _new) = (json, past, [new OrchestratorStarted(now), .. arrived]);
        _events = new ExternalEvents(json);
        Context = new EmulatedOrchestrationContext(instanceId, _tasks, _events, foreignThread, json, loggers);
    }

    public EmulatedOrchestrationContext Context { get; }

    /// <summary>The orchestration's input as JSON, once it has started.</summary>
    public string? Input { get; private set; }

    /// <summary>Null until the turn is over.</summary>
    public TurnOutcome? Outcome { get; private set; }

    /// <summary>Plays the turn on the caller's thread. The invocation fails as the orchestration does.</summary>
    public override Task RunAsync(FunctionContext context, FunctionExecutionDelegate next)
    {
        _orchestrator = () => OrchestrateAsync((EmulatedFunctionContext)context, next);
        OrchestratorThread.Play(() => Outcome = Play());
        return Outcome!.Error is { } error ? Task.FromException(error) : Task.CompletedTask;
    }

    private async Task<object?> OrchestrateAsync(EmulatedFunctionContext context, FunctionExecutionDelegate next)
    {
        var function = next(context);
        if (!function.IsCompleted && !Context.IsAccessed) throw new InvalidOperationException(EmulatedOrchestrationContext.IllegalAwait);
        await function;
        Context.RefuseForeignThread();
        return context.Result;
    }

    private TurnOutcome Play()
    {
        try
        {
            Context.SetReplaying(true);
            foreach (var happened in _past) Apply(happened);
            Context.SetReplaying(false);
            foreach (var happened in _new) Apply(happened);
            return Conclude();
        }
        catch (Exception e)
        {
            // A replay that differs from the history, or an event that is no value of the type that is waited for.
            return Failed(e);
        }
    }

    private void Apply(HistoryEvent happened)
    {
        switch (happened)
        {
            case OrchestratorStarted turn: Context.SetTime(turn.Timestamp); break;
            case ExecutionStarted start: Start(start); break;
            case TaskScheduled or TimerCreated: _tasks.Expect(happened); break;
            case TaskCompleted task: _tasks.Complete(task.TaskId, task.Result); break;
            case TaskFailed task: _tasks.Fail(task.TaskId, task.Failure); break;
            case TimerFired timer: _tasks.Complete(timer.TaskId, null); break;
            case EventRaised raised: _events.Raise(raised.Name, raised.Input); break;
            case ForeignThreadSeen: _foreignThreadSeen = true; break;
            case ExecutionTerminated terminated: _terminated ??= terminated; break;
        }
    }

    private void Start(ExecutionStarted start)
    {
        Input = start.Input;
        _running = _orchestrator();
    }

    private TurnOutcome Conclude()
    {
        if (_terminated is { } terminated) return Ended(OrchestrationRuntimeStatus.Terminated, terminated.Output);
        if (_running is { IsCompleted: true } && !_tasks.Any)
        {
            return _running.IsCompletedSuccessfully
                ? Ended(OrchestrationRuntimeStatus.Completed, _json.Serialize(_running.Result))
                : Failed(_running.Exception?.InnerException ?? new TaskCanceledException(_running));
        }
        // Nothing that could happen would ever wake it.
        var isStuck = _running is { IsCompleted: false } && !_tasks.Any && !_events.AnyWaiter;
        if (isStuck || _foreignThreadSeen)
            return Failed(new InvalidOperationException(EmulatedOrchestrationContext.IllegalAwait));
        return new TurnOutcome
        {
            Status = OrchestrationRuntimeStatus.Running,
            Events = [.. _new, .. _tasks.New],
            CustomStatus = _json.Serialize(Context.CustomStatus),
        };
    }

    private TurnOutcome Ended(OrchestrationRuntimeStatus status, string? output, Exception? error = null) => new()
    {
        Status = status,
        Events = [.. _new, new ExecutionCompleted(status)],
        Output = output,
        CustomStatus = _json.Serialize(Context.CustomStatus),
        Error = error,
    };

    private TurnOutcome Failed(Exception error) => Ended(OrchestrationRuntimeStatus.Failed, null, error);
}
