using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Pipeline.Flows;

namespace Pipeline.Functions.Flows;

public sealed class WakeFlow(FlowWakeMessages messages, FlowTable flows, ILogger<WakeFlow> logger)
{
    /// <summary>Starts the orchestration of the flow that a message names, or wakes it. What fails here the sweep makes up for.</summary>
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
            logger.LogWarning(e, "The orchestration of flow {FlowId} could not be woken; the sweep takes the flow on", flow);
        }
    }

    private async Task WakeAsync(DurableTaskClient client, Guid flow, CancellationToken cancellationToken)
    {
        var id = flow.ToString();
        var instance = await client.GetInstanceAsync(id, cancellationToken);
        // An instance that has ended would be started again, to find that there is nothing to do.
        if (instance is { IsCompleted: true } && await flows.FindAsync(flow, cancellationToken) is null or { FinishedAt: not null }) return;
        if (instance is null or { IsCompleted: true })
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
}
