using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.Exceptions;
using DurableTask.Core.Middleware;
using Google.Protobuf;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Invocation;
using Pipeline.LocalHost.Rpc;
using P = Microsoft.DurableTask.Protobuf;

namespace Pipeline.LocalHost.Triggers.Durable;

/// <summary>
/// Sends a turn of an orchestrator to the worker: its history as a base64 protobuf request, its decisions as the response. A turn that the
/// worker did not answer has not happened: the session is aborted, and the engine plays the turn again.
/// </summary>
internal sealed class OrchestratorTurns(FunctionCatalog catalog, FunctionExecutor executor)
{
    private readonly Drain _drain = new();

    public Task DrainAsync(CancellationToken cancellationToken) => _drain.CloseAsync(cancellationToken);

    public async Task RunAsync(DispatchMiddlewareContext context, Func<Task> next)
    {
        if (!_drain.TryEnter()) throw new SessionAbortedException("The host stops.");
        try
        {
            context.SetProperty(await PlayAsync(context.GetProperty<OrchestrationRuntimeState>()));
        }
        finally
        {
            _drain.Leave();
        }
    }

    private async Task<OrchestratorExecutionResult> PlayAsync(OrchestrationRuntimeState state)
    {
        if (catalog.Find(state.Name, OrchestrationTriggerKind.Binding) is not { } function)
            return OrchestratorExecutionResult.ForFailure(
                $"The function '{state.Name}' doesn't exist, is disabled, or is not an orchestrator function.", details: null);
        var id = state.OrchestrationInstance!.InstanceId;
        var result = await executor.ExecuteAsync(
            function, new TriggerInput(new TypedData { String = ProtobufUtils.Base64Encode(Request(state)) })
            {
                Metadata = new Dictionary<string, TypedData> { ["instanceId"] = new() { String = id } },
            });
        if (result.WorkerGone || result.NotRun || result.Failure is FunctionTimeoutException)
            throw new SessionAbortedException($"The turn of orchestration '{id}' was not answered: {result.Failure?.Message}");
        if (!result.Succeeded)
            return OrchestratorExecutionResult.ForFailure(
                $"Function '{function.Name}' failed with an unhandled exception.", result.Exception?.Message ?? result.Failure?.Message);
        return Response(result.ReturnValue) is { } response
            ? Answer(response)
            : OrchestratorExecutionResult.ForFailure($"The worker's answer to a turn of '{function.Name}' is not a response.", details: null);
    }

    private static P.OrchestratorRequest Request(OrchestrationRuntimeState state)
    {
        var instance = state.OrchestrationInstance!;
        var request = new P.OrchestratorRequest { InstanceId = instance.InstanceId, ExecutionId = instance.ExecutionId };
        request.PastEvents.AddRange(state.PastEvents.Select(ProtobufUtils.ToHistoryEventProto));
        request.NewEvents.AddRange(state.NewEvents.Select(ProtobufUtils.ToHistoryEventProto));
        return request;
    }

    private static P.OrchestratorResponse? Response(TypedData? value)
    {
        try
        {
            return P.OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(value?.String ?? ""));
        }
        catch (Exception e) when (e is FormatException or InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static OrchestratorExecutionResult Answer(P.OrchestratorResponse response)
    {
        var actions = response.Actions.Select(ProtobufUtils.ToOrchestratorAction).ToList();
        // As on the real host: a process without memory is not the orchestration's failure.
        if (actions.OfType<OrchestrationCompleteOrchestratorAction>().Any(end => RanOutOfMemory(end.FailureDetails)))
            throw new SessionAbortedException("The worker ran out of memory.");
        return new() { CustomStatus = response.CustomStatus, Actions = actions };
    }

    private static bool RanOutOfMemory(FailureDetails? failure) =>
        failure is not null && (failure.IsCausedBy<OutOfMemoryException>() || RanOutOfMemory(failure.InnerFailure));
}
