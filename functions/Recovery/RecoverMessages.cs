using Pipeline.Recovery;

namespace Pipeline.Functions.Recovery;

public sealed class RecoverMessages(MessageRecovery recovery)
{
    /// <summary>Publishes again what the broker lost.</summary>
    [Function(nameof(RecoverMessages))]
    public Task RunAsync([TimerTrigger("*/15 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => recovery.RunAsync(cancellationToken);
}
