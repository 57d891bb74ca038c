using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker.Grpc;
using Pipeline.Flows;
using Pipeline.Functions.Flows;
using P = Microsoft.DurableTask.Protobuf;

namespace Pipeline.Orchestration.Tests;

/// <summary>Plays a turn with the SDK's own runner, as the worker does.</summary>
internal sealed class Orchestrator(Func<TaskOrchestrationContext, FlowWatch?, Task<FlowResult?>> function)
{
    /// <summary>The one that is deployed.</summary>
    public static Orchestrator Today { get; } = new((context, watch) => FlowOrchestrator.RunAsync(context, watch));

    public P.OrchestratorResponse Play(P.OrchestratorRequest request) => P.OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(
        GrpcOrchestrationRunner.LoadAndRun(Convert.ToBase64String(Google.Protobuf.MessageExtensions.ToByteArray(request)), function)));
}
