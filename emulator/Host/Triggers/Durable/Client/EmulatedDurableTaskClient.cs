using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Pipeline.Emulator.Settings;
using Pipeline.Emulator.Triggers.Durable.Engine;
using Pipeline.Emulator.Triggers.Durable.Replay;
using Pipeline.Emulator.Triggers.Durable.Store;

namespace Pipeline.Emulator.Triggers.Durable.Client;

/// <summary>The client of the host's task hub. What it returns from is in the database.</summary>
internal sealed class EmulatedDurableTaskClient(
    DurableHub hub, InstanceTable instances, InstanceQueries queries, DurableSignal signal, DurableJson json, HostJson host, TimeProvider time)
    : DurableTaskClient(hub.Name)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(250);

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        var id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        var execution = await instances.StartAsync(id, orchestratorName, json.Serialize(input), cancellation)
            ?? throw new OrchestrationAlreadyExistsException($"An Orchestration instance with the ID {id} already exists.");
        signal.Raise(execution);
        return id;
    }

    public override async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var raised = new HistoryEvent.EventRaised(eventName, json.Serialize(eventPayload));
        if (await instances.TellAsync(instanceId, raised, cancellation) is { } execution) signal.Raise(execution);
        else if (host.DurableTask.ThrowStatusExceptionsOnRaiseEvent)
            throw await RefusalAsync($"Cannot raise event {eventName} for", instanceId, cancellation);
    }

    public override async Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var terminated = new HistoryEvent.ExecutionTerminated(json.Serialize(options?.Output));
        if (await instances.TellAsync(instanceId, terminated, cancellation) is { } execution) signal.Raise(execution);
        else throw await RefusalAsync("Cannot terminate the", instanceId, cancellation);
    }

    public override Task<OrchestrationMetadata?> GetInstanceAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return queries.FindAsync(instanceId, getInputsAndOutputs, cancellation);
    }

    public override async Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        for (var wait = FirstLook; ; wait = wait * 2 < LongestLook ? wait * 2 : LongestLook)
        {
            if (await GetInstanceAsync(instanceId, getInputsAndOutputs, cancellation) is { IsCompleted: true } ended) return ended;
            await Task.Delay(wait, time, cancellation);
        }
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        new InstancePages(queries, filter ?? new OrchestrationQuery());

    public override async Task<PurgeResult> PurgeInstanceAsync(string instanceId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return new PurgeResult(await instances.DeleteAsync(instanceId, cancellation));
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, CancellationToken cancellation = default) =>
        new(await instances.DeleteAsync(filter, cancellation));

    // The real client has it from the host by gRPC, which says no more than that it failed.
    private async Task<RpcException> RefusalAsync(string what, string instanceId, CancellationToken cancellation) =>
        new(await GetInstanceAsync(instanceId, cancellation) is { } instance
            ? $"{what} orchestration instance {instanceId} because instance is in the {instance.RuntimeStatus} state."
            : $"No instance with ID '{instanceId}' was found.");
}
