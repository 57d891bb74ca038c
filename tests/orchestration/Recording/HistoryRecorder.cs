using System.Text.Json;
using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;
using DurableTask.Core.Middleware;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Pipeline.Functions.Flows;
using P = Microsoft.DurableTask.Protobuf;

namespace Pipeline.Orchestration.Tests.Recording;

/// <summary>
/// Has the real engine on Azurite run today's orchestrator through a scenario. Its timers are cut short: only that they fire matters.
/// </summary>
internal sealed class HistoryRecorder(Scenario scenario, string storage)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly Lock _lock = new();
    private readonly Queue<Step> _steps = new(scenario.Steps);
    private readonly List<RecordedTurn> _turns = [];
    private readonly string _id = $"{Guid.NewGuid()}";
    private AzureStorageOrchestrationService _service = null!;

    public async Task<IReadOnlyList<RecordedTurn>> RecordAsync()
    {
        _service = new(new()
        {
            StorageAccountClientProvider = new StorageAccountClientProvider(storage),
            TaskHubName = $"Recorded{Guid.NewGuid():N}"[..30],
            PartitionCount = 1,
            MaxQueuePollingInterval = TimeSpan.FromMilliseconds(100),
        });
        await _service.CreateIfNotExistsAsync();
        using var worker = new TaskHubWorker(_service) { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
        worker.AddOrchestrationDispatcherMiddleware(PlayAsync);
        worker.AddActivityDispatcherMiddleware(CheckAsync);
        await worker.StartAsync();
        try
        {
            var instance = new OrchestrationInstance { InstanceId = _id, ExecutionId = Guid.NewGuid().ToString("N") };
            await _service.CreateTaskOrchestrationAsync(new()
            {
                OrchestrationInstance = instance,
                Event = new ExecutionStartedEvent(-1, JsonSerializer.Serialize(new FlowWatch(scenario.Start)))
                {
                    Name = nameof(FlowOrchestrator), Version = "", OrchestrationInstance = instance,
                },
            });
            await Eventually.TrueAsync(HasEndedAsync, Deadline, $"{scenario.Name} has ended");
        }
        finally
        {
            await worker.StopAsync(isForced: true);
            await _service.DeleteAsync();
        }
        lock (_lock) return [.. _turns];
    }

    private async Task<bool> HasEndedAsync() =>
        (await _service.GetOrchestrationStateAsync(_id, allExecutions: false)).FirstOrDefault()?.OrchestrationStatus is OrchestrationStatus.Completed;

    private async Task PlayAsync(DispatchMiddlewareContext context, Func<Task> next)
    {
        var state = context.GetProperty<OrchestrationRuntimeState>();
        var request = new P.OrchestratorRequest { InstanceId = _id, ExecutionId = state.OrchestrationInstance!.ExecutionId };
        request.PastEvents.AddRange(state.PastEvents.Select(ProtobufUtils.ToHistoryEventProto));
        request.NewEvents.AddRange(state.NewEvents.Select(ProtobufUtils.ToHistoryEventProto));
        var response = Orchestrator.Today.Play(request);
        FlowEvent? raised = null;
        lock (_lock)
        {
            _turns.Add(new(request, response.Clone()));
            var waits = response.Actions.Any(a => a.CreateTimer is not null) && response.Actions.All(a => a.ScheduleTask is null);
            if (waits && _steps.TryPeek(out var step) && step is { Check: null, Fails: false, Event: { } sent })
            {
                _steps.Dequeue();
                raised = new(sent);
            }
        }
        var actions = response.Actions.Select(ProtobufUtils.ToOrchestratorAction).ToList();
        // An event comes first where one is to come; else the timer does.
        var wait = raised is null ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromHours(1);
        foreach (var timer in actions.OfType<CreateTimerOrchestratorAction>()) timer.FireAt = TimeProvider.System.GetUtcNow().UtcDateTime + wait;
        context.SetProperty(new OrchestratorExecutionResult { CustomStatus = response.CustomStatus, Actions = actions });
        if (raised is not null) await RaiseAsync(raised);
    }

    private async Task CheckAsync(DispatchMiddlewareContext context, Func<Task> next)
    {
        var scheduled = context.GetProperty<TaskScheduledEvent>();
        Step step;
        lock (_lock) step = _steps.Dequeue();
        if (step is { DuringCheck: true, Event: { } sent }) await RaiseAsync(new(sent));
        var failure = new FailureDetails("System.InvalidOperationException", "The database is away.", null, null, isNonRetriable: false);
        context.SetProperty(new ActivityExecutionResult
        {
            ResponseEvent = step.Fails
                ? new TaskFailedEvent(-1, scheduled.EventId, "failed", null, failure)
                : new TaskCompletedEvent(-1, scheduled.EventId, JsonSerializer.Serialize(step.Check)),
        });
    }

    private Task RaiseAsync(FlowEvent raised) => _service.SendTaskOrchestrationMessageAsync(new()
    {
        OrchestrationInstance = new() { InstanceId = _id },
        Event = new EventRaisedEvent(-1, JsonSerializer.Serialize(raised.State)) { Name = FlowOrchestrator.Woken },
    });

    private sealed record FlowEvent(Pipeline.Flows.FlowState State);
}
