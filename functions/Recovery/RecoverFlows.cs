using Pipeline.Recovery;

namespace Pipeline.Functions.Recovery;

public sealed class RecoverFlows(FlowRecovery recovery, SweepLog log)
{
    /// <summary>Takes on flows that do not go on by themselves, whose time is over, or that stop.</summary>
    [Function(nameof(RecoverFlows))]
    public Task RunAsync([TimerTrigger("*/10 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        log.RunAsync(nameof(RecoverFlows), recovery.RunAsync, cancellationToken);
}
