using Pipeline.Recovery;

namespace Pipeline.Functions.Recovery;

public sealed class ExpireJobs(ExpiryRecovery recovery)
{
    /// <summary>Ends jobs that were not started in time.</summary>
    [Function(nameof(ExpireJobs))]
    public Task RunAsync([TimerTrigger("*/30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => recovery.RunAsync(cancellationToken);
}
