using Pipeline.Outbox;
using Pipeline.Recovery;

namespace Pipeline.Functions.Outbox;

public sealed class PublishOutbox(OutboxRelay relay, SweepLog log, ILogger<PublishOutbox> logger)
{
    /// <summary>The wake-up where no relay loop runs: publishes what is due, due retries and rows of a dead relay included.</summary>
    [Function(nameof(PublishOutbox))]
    public Task RunAsync([TimerTrigger("*/5 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        log.RunAsync(nameof(PublishOutbox), PublishAsync, cancellationToken);

    private async Task<int> PublishAsync(CancellationToken cancellationToken)
    {
        var published = await relay.PublishDueAsync(cancellationToken);
        if (published > 0) logger.LogInformation("Published {Count} messages that were due, before a relay loop took them", published);
        return published;
    }
}
