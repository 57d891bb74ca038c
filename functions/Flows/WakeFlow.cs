using Pipeline.Flows;

namespace Pipeline.Functions.Flows;

public sealed class WakeFlow(FlowWakeMessages messages, FlowDriver flows)
{
    /// <summary>Takes on the flow that a message names.</summary>
    [Function(nameof(WakeFlow))]
    public async Task RunAsync([RabbitMQTrigger("jobs.flows", ConnectionStringSetting = "PIPELINE_RABBITMQ")] byte[] message, CancellationToken cancellationToken)
    {
        if (await messages.ReadAsync(message, cancellationToken) is { } flow)
            await flows.DriveAsync(flow, cancellationToken);
    }
}
