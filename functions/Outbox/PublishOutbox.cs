using Pipeline.Outbox;

namespace Pipeline.Functions.Outbox;

public sealed class PublishOutbox(OutboxRelay relay)
{
    /// <summary>The wake-up where no relay loop runs: publishes what is due, due retries and rows of a dead relay included.</summary>
    [Function(nameof(PublishOutbox))]
    public Task RunAsync([TimerTrigger("*/5 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => relay.PublishDueAsync(cancellationToken);
}
