using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Core.Query;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Settings;
using P = Microsoft.DurableTask.Protobuf;

namespace Pipeline.LocalHost.Triggers.Durable;

/// <summary>
/// The service that the worker's durable client calls, with the real host's answers. What is not here, such as entities, the client
/// reports as unimplemented.
/// </summary>
internal sealed class DurableClientService(DurableHub hub, HostJson host, FunctionCatalog catalog)
    : P.TaskHubSidecarService.TaskHubSidecarServiceBase
{
    private const int MaxIdLength = 100;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);

    public override Task<Empty> Hello(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task<P.CreateInstanceResponse> StartInstance(P.CreateInstanceRequest request, ServerCallContext context)
    {
        var id = request.InstanceId is { Length: > 0 } given ? given : Guid.NewGuid().ToString("N");
        if (Refusal(request.Name, id, context) is { } refusal)
            throw new RpcException(new(StatusCode.Internal, $"Failed to start instance with ID {id}.\nInner Exception message: {refusal}"));
        var instance = new OrchestrationInstance { InstanceId = id, ExecutionId = Guid.NewGuid().ToString("N") };
        var started = new ExecutionStartedEvent(-1, request.Input)
        {
            Name = request.Name,
            Version = request.Version ?? "",
            OrchestrationInstance = instance,
            Tags = request.Tags.Count > 0 ? request.Tags.ToDictionary() : null,
            ScheduledStartTime = request.ScheduledStartTimestamp?.ToDateTime(),
        };
        try
        {
            var message = new TaskMessage { Event = started, OrchestrationInstance = instance };
            await Service(context).CreateTaskOrchestrationAsync(message, Kept(request.OrchestrationIdReusePolicy));
        }
        catch (OrchestrationAlreadyExistsException)
        {
            throw new RpcException(new(StatusCode.AlreadyExists, $"An Orchestration instance with the ID {id} already exists."));
        }
        return new() { InstanceId = id };
    }

    public override async Task<P.RaiseEventResponse> RaiseEvent(P.RaiseEventRequest request, ServerCallContext context)
    {
        // Without the check an event to an instance that is unknown or has ended is dropped by the engine.
        if (host.DurableTask.ThrowStatusExceptionsOnRaiseEvent)
            await RequireAsync(request.InstanceId, $"raise event {request.Name} for", IsRunning, context);
        await SendAsync(request.InstanceId, new EventRaisedEvent(-1, request.Input) { Name = request.Name }, context);
        return new();
    }

    public override async Task<P.TerminateResponse> TerminateInstance(P.TerminateRequest request, ServerCallContext context)
    {
        await RequireAsync(request.InstanceId, "terminate the", IsRunning, context);
        await Service(context).ForceTerminateTaskOrchestrationAsync(request.InstanceId, request.Output);
        return new();
    }

    public override async Task<P.SuspendResponse> SuspendInstance(P.SuspendRequest request, ServerCallContext context)
    {
        await RequireAsync(request.InstanceId, "suspend the", IsRunning, context);
        await SendAsync(request.InstanceId, new ExecutionSuspendedEvent(-1, request.Reason), context);
        return new();
    }

    public override async Task<P.ResumeResponse> ResumeInstance(P.ResumeRequest request, ServerCallContext context)
    {
        await RequireAsync(request.InstanceId, "resume the", status => status == OrchestrationStatus.Suspended, context);
        await SendAsync(request.InstanceId, new ExecutionResumedEvent(-1, request.Reason), context);
        return new();
    }

    public override async Task<P.RewindInstanceResponse> RewindInstance(P.RewindInstanceRequest request, ServerCallContext context)
    {
        await RequireAsync(request.InstanceId, "rewind the", status => status == OrchestrationStatus.Failed, context);
        await Service(context).RewindTaskOrchestrationAsync(request.InstanceId, request.Reason);
        return new();
    }

    public override async Task<P.GetInstanceResponse> GetInstance(P.GetInstanceRequest request, ServerCallContext context) =>
        Instance(await StateAsync(request.InstanceId, request.GetInputsAndOutputs, context), request);

    public override async Task<P.GetInstanceResponse> WaitForInstanceStart(P.GetInstanceRequest request, ServerCallContext context) =>
        await WaitAsync(request, status => status != OrchestrationStatus.Pending, context);

    public override async Task<P.GetInstanceResponse> WaitForInstanceCompletion(P.GetInstanceRequest request, ServerCallContext context) =>
        await WaitAsync(request, status => status is not OrchestrationStatus.Pending && !IsRunning(status), context);

    public override async Task<P.QueryInstancesResponse> QueryInstances(P.QueryInstancesRequest request, ServerCallContext context)
    {
        var query = request.Query;
        var found = await Service(context).GetOrchestrationWithQueryAsync(
            new OrchestrationQuery
            {
                RuntimeStatus = query.RuntimeStatus.Count == 0 ? null : [.. query.RuntimeStatus.Select(s => (OrchestrationStatus)s)],
                CreatedTimeFrom = query.CreatedTimeFrom?.ToDateTime(),
                CreatedTimeTo = query.CreatedTimeTo?.ToDateTime(),
                TaskHubNames = query.TaskHubNames.Count == 0 ? null : [.. query.TaskHubNames],
                PageSize = query.MaxInstanceCount,
                ContinuationToken = query.ContinuationToken,
                InstanceIdPrefix = query.InstanceIdPrefix,
                FetchInputsAndOutputs = query.FetchInputsAndOutputs,
                ExcludeEntities = true,
            },
            context.CancellationToken);
        var response = new P.QueryInstancesResponse { ContinuationToken = found.ContinuationToken };
        response.OrchestrationState.AddRange(found.OrchestrationState.Select(s => InstanceState.Of(s, query.FetchInputsAndOutputs)));
        return response;
    }

    public override async Task<P.PurgeInstancesResponse> PurgeInstances(P.PurgeInstancesRequest request, ServerCallContext context)
    {
        IOrchestrationServicePurgeClient client = Service(context);
        var filter = request.PurgeInstanceFilter;
        var purged = filter is null
            ? await client.PurgeInstanceStateAsync(request.InstanceId)
            : await client.PurgeInstanceStateAsync(new PurgeInstanceFilter(
                filter.CreatedTimeFrom?.ToDateTime() ?? DateTime.UnixEpoch, filter.CreatedTimeTo?.ToDateTime(),
                filter.RuntimeStatus.Select(status => (OrchestrationStatus)status)));
        return new() { DeletedInstanceCount = purged.DeletedInstanceCount, IsComplete = true };
    }

    private async Task<P.GetInstanceResponse> WaitAsync(
        P.GetInstanceRequest request, Func<OrchestrationStatus, bool> reached, ServerCallContext context)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            var state = await StateAsync(request.InstanceId, request.GetInputsAndOutputs, context);
            if (state is not null && reached(state.OrchestrationStatus)) return Instance(state, request);
            await Task.Delay(pause, context.CancellationToken);
        }
    }

    private static P.GetInstanceResponse Instance(OrchestrationState? state, P.GetInstanceRequest request) =>
        state is null ? new() : new() { Exists = true, OrchestrationState = InstanceState.Of(state, request.GetInputsAndOutputs) };

    private Task SendAsync(string id, HistoryEvent happened, ServerCallContext context) =>
        Service(context).SendTaskOrchestrationMessageAsync(new() { Event = happened, OrchestrationInstance = new() { InstanceId = id } });

    // The client has it without detail, as from the real host: only the host's log says why.
    private async Task RequireAsync(string id, string verb, Func<OrchestrationStatus, bool> may, ServerCallContext context)
    {
        if (await StateAsync(id, withInput: false, context) is not { OrchestrationStatus: var status })
            throw new ArgumentException($"No instance with ID '{id}' was found.");
        if (!may(status))
            throw new InvalidOperationException($"Cannot {verb} orchestration instance {id} because instance is in the {status} state.");
    }

    private async Task<OrchestrationState?> StateAsync(string id, bool withInput, ServerCallContext context)
    {
        var states = await Service(context).GetOrchestrationStateAsync(id, allExecutions: false, fetchInput: withInput);
        return states.FirstOrDefault(state => state?.OrchestrationInstance is not null);
    }

    private static bool IsRunning(OrchestrationStatus status) => DurableHub.Running.Contains(status);

    private string? Refusal(string name, string id, ServerCallContext context)
    {
        if (id.StartsWith('@')) return "Orchestration instance ids must not start with @.";
        if (id.Any(c => c is '/' or '\\' or '?' or '#' || char.IsControl(c)))
            return "Orchestration instance ids must not contain /, \\, #, ?, or control characters.";
        if (id.Length > MaxIdLength) return $"Instance ID lengths must not exceed {MaxIdLength} characters.";
        return IsOwnHub(context) && catalog.Find(name, OrchestrationTriggerKind.Binding) is null
            ? $"The function '{name}' doesn't exist, is disabled, or is not an orchestrator function." : null;
    }

    private OrchestrationStatus[] Kept(P.OrchestrationIdReusePolicy? policy) => policy is null
        ? hub.Kept
        : [.. System.Enum.GetValues<OrchestrationStatus>().Where(s => !policy.ReplaceableStatus.Contains((P.OrchestrationStatus)s))];

    private bool IsOwnHub(ServerCallContext context) => ReferenceEquals(Service(context), hub.Service);

    private AzureStorageOrchestrationService Service(ServerCallContext context) =>
        hub.Of(context.RequestHeaders.GetValue("Durable-TaskHub"), context.RequestHeaders.GetValue("Durable-ConnectionName"));
}
