using Pipeline.Recovery;

namespace Pipeline.Functions.Recovery;

public sealed class ExpireJobs(ExpiryRecovery recovery, SweepLog log)
{
    /// <summary>Ends jobs that were not started in time.</summary>
    [Function(nameof(ExpireJobs))]
    public Task RunAsync([TimerTrigger("*/30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        log.RunAsync(nameof(ExpireJobs), recovery.RunAsync, cancellationToken);
}
