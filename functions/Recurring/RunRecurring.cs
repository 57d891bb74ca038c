using Pipeline.Recovery;
using Pipeline.Recurring;

namespace Pipeline.Functions.Recurring;

public sealed class RunRecurring(RecurringScheduler scheduler, SweepLog log)
{
    /// <summary>The wake-up where no worker's loop runs: enqueues recurring jobs whose tick is due.</summary>
    [Function(nameof(RunRecurring))]
    public Task RunAsync([TimerTrigger("*/5 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        log.RunAsync(nameof(RunRecurring), scheduler.RunAsync, cancellationToken);
}
