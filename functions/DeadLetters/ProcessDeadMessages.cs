using Pipeline.Recovery;

namespace Pipeline.Functions.DeadLetters;

public sealed class ProcessDeadMessages(DeadMessages messages)
{
    /// <summary>Takes what the host gave up on out of the dead-letter queue.</summary>
    [Function(nameof(ProcessDeadMessages))]
    public Task RunAsync([RabbitMQTrigger("jobs.dead", ConnectionStringSetting = "PIPELINE_RABBITMQ")] byte[] message, CancellationToken cancellationToken) =>
        messages.ProcessAsync(message, cancellationToken);
}
