using Pipeline.Recovery;

namespace Pipeline.Functions.Recovery;

public sealed class RecoverMessages(MessageRecovery recovery, SweepLog log)
{
    /// <summary>Publishes again what the broker lost.</summary>
    [Function(nameof(RecoverMessages))]
    public Task RunAsync([TimerTrigger("*/15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        log.RunAsync(nameof(RecoverMessages), recovery.RunAsync, cancellationToken);
}
