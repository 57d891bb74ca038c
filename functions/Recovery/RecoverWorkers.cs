using Pipeline.Recovery;

namespace Pipeline.Functions.Recovery;

public sealed class RecoverWorkers(WorkerRecovery recovery, SweepLog log)
{
    /// <summary>Gives the jobs of workers without heartbeat to others.</summary>
    [Function(nameof(RecoverWorkers))]
    public Task RunAsync([TimerTrigger("*/10 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        log.RunAsync(nameof(RecoverWorkers), recovery.RunAsync, cancellationToken);
}
