using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Pipeline.Emulator.Triggers.Durable.Replay;

/// <summary>The context that an orchestrator sees during one turn. Whoever comes from another thread is turned away.</summary>
internal sealed partial class EmulatedOrchestrationContext(
    string instanceId, OpenTasks tasks, ExternalEvents events, Action foreignThread, DurableJson json, ILoggerFactory loggers)
    : TaskOrchestrationContext
{
    public const string IllegalAwait =
        "An invalid asynchronous invocation was detected. This can be caused by awaiting non-durable tasks " +
        "in an orchestrator function's implementation or by middleware that invokes asynchronous code.";

    private DateTime _now;
    private bool _replaying;

    public override string InstanceId => instanceId;

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => _replaying;

    /// <summary>Whether the orchestrator has asked for anything.</summary>
    public bool IsAccessed { get; private set; }

    public object? CustomStatus { get; private set; }

    protected override ILoggerFactory LoggerFactory => loggers;

    public void SetTime(DateTime now) => _now = now;

    public void SetReplaying(bool replaying) => _replaying = replaying;

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        Access();
        if (input is TaskOptions && options is null)
            throw new ArgumentException($"A {nameof(TaskOptions)} was given as the input; pass it as '{nameof(options)}'.", nameof(input));
        var serialized = json.Serialize(input);
        var result = options?.Retry?.Policy is { } policy
            ? await new RetriedActivity(this, tasks, policy).CallAsync(name, serialized)
            : await tasks.CallActivity(name, serialized);
        return (TResult)json.Deserialize(result, typeof(TResult))!;
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        Access();
        return tasks.StartTimer(fireAt.ToUniversalTime(), cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        Access();
        return events.Wait<T>(eventName, cancellationToken);
    }

    public override void SetCustomStatus(object? customStatus)
    {
        Access();
        CustomStatus = customStatus;
    }

    /// <exception cref="InvalidOperationException">The caller is not on the orchestrator's thread: it awaited something foreign.</exception>
    public void RefuseForeignThread()
    {
        if (OrchestratorThread.IsCurrent) return;
        // The turn may be over, and nobody observe the exception.
        WriteForeignThread(loggers.CreateLogger("Host.Triggers.DurableTask"), instanceId);
        foreignThread();
        throw new InvalidOperationException(IllegalAwait);
    }

    private void Access()
    {
        RefuseForeignThread();
        IsAccessed = true;
    }

    [LoggerMessage(70, LogLevel.Error, "The orchestrator function of instance '{InstanceId}' is on a non-orchestrator thread: it awaited what is no task of its context.")]
    private static partial void WriteForeignThread(ILogger logger, string instanceId);
}
