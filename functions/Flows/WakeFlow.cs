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
        [RabbitMQTrigger("jobs.flows", ConnectionStringSetting = "PIPELINE_RABBITMQ")] byte[] message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
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
            await RaiseAsync(client, flow, cancellationToken);
        else if (await flows.MayOrchestrateAsync(flow, cancellationToken))
            await StartAsync(client, flow, cancellationToken);
        else
            await flows.DriveAsync(flow, cancellationToken);
    }

    private static async Task StartAsync(DurableTaskClient client, Guid flow, CancellationToken cancellationToken)
    {
        var id = flow.ToString();
        if (await client.GetInstanceAsync(id, cancellationToken) is null or { IsCompleted: true })
            try
            {
                await client.ScheduleNewOrchestrationInstanceAsync(nameof(FlowOrchestrator), new StartOrchestrationOptions(id), cancellationToken);
                return;
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Another wake started it meanwhile: then an event reaches it. Whatever else it was, raising tells.
                if (await client.GetInstanceAsync(id, cancellationToken) is not { IsCompleted: false }) throw;
            }
        await client.RaiseEventAsync(id, FlowOrchestrator.Woken, cancellationToken);
    }

    private static async Task RaiseAsync(DurableTaskClient client, Guid flow, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(flow.ToString(), cancellationToken) is { IsCompleted: false })
            await client.RaiseEventAsync(flow.ToString(), FlowOrchestrator.Woken, cancellationToken);
    }
}
