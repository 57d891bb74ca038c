using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Core.Middleware;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Invocation;
using Pipeline.LocalHost.Rpc;

namespace Pipeline.LocalHost.Triggers.Durable;

/// <summary>
/// Runs activities as functions of the worker. One whose worker alone died has failed, as on the real host; one that the host's stop
/// interrupts runs again.
/// </summary>
internal sealed class ActivityCalls(FunctionCatalog catalog, FunctionExecutor executor)
{
    private const string HttpActivity = "BuiltIn::";

    private readonly Drain _drain = new();
    private volatile bool _stopping;

    public Task DrainAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        return _drain.CloseAsync(cancellationToken);
    }

    public async Task RunAsync(DispatchMiddlewareContext context, Func<Task> next)
    {
        if (!_drain.TryEnter()) throw new SessionAbortedException("The host stops.");
        try
        {
            var scheduled = context.GetProperty<TaskScheduledEvent>();
            var instance = context.GetProperty<OrchestrationInstance>();
            context.SetProperty(new ActivityExecutionResult { ResponseEvent = await CallAsync(scheduled, instance.InstanceId) });
        }
        finally
        {
            _drain.Leave();
        }
    }

    private async Task<HistoryEvent> CallAsync(TaskScheduledEvent scheduled, string instance)
    {
        if (catalog.Find(scheduled.Name!, ActivityTriggerKind.Binding) is not { } function)
        {
            var missing = Missing(scheduled.Name!);
            return Failed(scheduled, missing, new("ActivityTaskMissing", missing, null, null, isNonRetriable: true));
        }
        var result = await executor.ExecuteAsync(function, new TriggerInput(new TypedData { String = Input(scheduled.Input) })
        {
            Metadata = new Dictionary<string, TypedData> { ["instanceId"] = new() { String = instance } },
        });
        if (result.NotRun || (result.WorkerGone && _stopping)) throw new SessionAbortedException("The host stops.");
        return result.Succeeded
            ? new TaskCompletedEvent(-1, scheduled.EventId, Output(result.ReturnValue))
            : Failed(scheduled, $"Function '{function.Name}' failed with an unhandled exception.", ActivityFailure.Of(result));
    }

    private static TaskFailedEvent Failed(TaskScheduledEvent scheduled, string reason, FailureDetails failure) =>
        new(-1, scheduled.EventId, reason, null, failure);

    private static string Missing(string name) => name.StartsWith(HttpActivity, StringComparison.OrdinalIgnoreCase)
        ? "CallHttpAsync is not supported by the local host."
        : $"The function '{name}' doesn't exist, is disabled, or is not an activity function.";

    // The worker sends its one argument as an array.
    private static string Input(string? input)
    {
        if (input is null) return "null";
        using var json = JsonDocument.Parse(input);
        var root = json.RootElement;
        return root.ValueKind != JsonValueKind.Array ? input : root.GetArrayLength() == 0 ? "null" : root[0].GetRawText();
    }

    private static string? Output(TypedData? value) => value?.DataCase switch
    {
        null or TypedData.DataOneofCase.None => null,
        TypedData.DataOneofCase.Json => value.Json,
        TypedData.DataOneofCase.String => JsonSerializer.Serialize(value.String),
        TypedData.DataOneofCase.Int => JsonSerializer.Serialize(value.Int),
        TypedData.DataOneofCase.Double => JsonSerializer.Serialize(value.Double),
        TypedData.DataOneofCase.Bytes => JsonSerializer.Serialize(value.Bytes.ToByteArray()),
        var other => throw new NotSupportedException($"An activity's result of kind {other} is not supported."),
    };
}
