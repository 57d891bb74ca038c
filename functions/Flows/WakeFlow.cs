using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Pipeline.Flows;

namespace Pipeline.Functions.Flows;

public sealed class WakeFlow(FlowWakeMessages messages, FlowDriver flows, ILogger<WakeFlow> logger)
{
    /// <summary>Starts the orchestration of the flow that a message names, or wakes it. Maintenance makes up for what fails here.</summary>
    [Function(nameof(WakeFlow))]
    public async Task RunAsync(
        [RabbitMQTrigger("jobs.flows", ConnectionStringSetting = "PIPELINE_RABBITMQ")] byte[] message,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await messages.ReadAsync(message, cancellationToken) is not { } flow) return;
        try
        {
            await WakeAsync(client, flow, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(e, "The orchestration of flow {FlowId} could not be woken; maintenance takes the flow on", flow);
        }
    }

    private async Task WakeAsync(DurableTaskClient client, Guid flow, CancellationToken cancellationToken)
    {
        if (await flows.FindAsync(flow, cancellationToken) is not { } state) return;
        // A flow that has ended gets no orchestration; one that it has finds that and ends.
        if (state.Stage == FlowStage.Done)
        {
            if (await IsRunningAsync(client, flow, cancellationToken)) await RaiseAsync(client, flow, state, cancellationToken);
        }
        else if (await flows.MayOrchestrateAsync(flow, cancellationToken))
            await StartAsync(client, flow, state, cancellationToken);
        else
            await flows.DriveAsync(flow, cancellationToken);
    }

    private static async Task StartAsync(DurableTaskClient client, Guid flow, FlowState state, CancellationToken cancellationToken)
    {
        if (!await IsRunningAsync(client, flow, cancellationToken))
            try
            {
                await client.ScheduleNewOrchestrationInstanceAsync(
                    nameof(FlowOrchestrator), new FlowWatch(state), new StartOrchestrationOptions(flow.ToString()), cancellationToken);
                return;
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Another wake started it meanwhile: then an event reaches it.
                if (!await IsRunningAsync(client, flow, cancellationToken)) throw;
            }
        await RaiseAsync(client, flow, state, cancellationToken);
    }

    private static async Task<bool> IsRunningAsync(DurableTaskClient client, Guid flow, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(flow.ToString(), cancellationToken) is { IsCompleted: false };

    private static Task RaiseAsync(DurableTaskClient client, Guid flow, FlowState state, CancellationToken cancellationToken) =>
        client.RaiseEventAsync(flow.ToString(), FlowOrchestrator.Woken, state, cancellationToken);
}
