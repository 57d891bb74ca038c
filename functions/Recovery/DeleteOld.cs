using Pipeline.Recovery;

namespace Pipeline.Functions.Recovery;

public sealed class DeleteOld(Retention retention, SweepLog log)
{
    /// <summary>Deletes jobs, flows and dead letters that are past their retention.</summary>
    [Function(nameof(DeleteOld))]
    public Task RunAsync([TimerTrigger("0 */15 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        log.RunAsync(nameof(DeleteOld), retention.RunAsync, cancellationToken);
}
