using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

/// <summary>What an orchestrator may do. It is for the orchestrator's own thread: await nothing but tasks that come from here.</summary>
public abstract class TaskOrchestrationContext
{
    protected TaskOrchestrationContext()
    {
    }

    public abstract string InstanceId { get; }

    /// <summary>The same at each replay.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>Whether the orchestrator repeats what it has done before.</summary>
    public abstract bool IsReplaying { get; }

    protected abstract ILoggerFactory LoggerFactory { get; }

    /// <exception cref="TaskFailedException">The activity failed.</exception>
    public virtual Task CallActivityAsync(TaskName name, object? input = null, TaskOptions? options = null) =>
        CallActivityAsync<object>(name, input, options);

    /// <exception cref="TaskFailedException">The activity failed.</exception>
    public virtual Task CallActivityAsync(TaskName name, TaskOptions options) => CallActivityAsync(name, null, options);

    /// <exception cref="TaskFailedException">The activity failed.</exception>
    public virtual Task<TResult> CallActivityAsync<TResult>(TaskName name, TaskOptions options) => CallActivityAsync<TResult>(name, null, options);

    /// <exception cref="TaskFailedException">The activity failed.</exception>
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);

    /// <summary>A timer that nobody cancels keeps the orchestration from ending until it has fired.</summary>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) =>
        CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <inheritdoc cref="CreateTimer(TimeSpan, CancellationToken)"/>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>Waits for an event of this name. Events that nobody waits for are kept. Of several waiters the last gets the next event.</summary>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>What a client sees as the custom status, once the orchestrator waits or ends.</summary>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>The emulator has none of it: the orchestration fails.</summary>
    public virtual void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => throw new NotSupportedException("No continue-as-new here.");

    public virtual ILogger CreateReplaySafeLogger(string categoryName) => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(categoryName));

    public virtual ILogger CreateReplaySafeLogger(Type type) => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(type));

    public virtual ILogger CreateReplaySafeLogger<T>() => new ReplaySafeLogger(this, LoggerFactory.CreateLogger<T>());
}
