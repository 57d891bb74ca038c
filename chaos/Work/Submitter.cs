using Pipeline.Chaos.Oracle;
using Pipeline.Chaos.Output;

namespace Pipeline.Chaos.Work;

/// <summary>Submits the plan evenly over the time of the run, until as many jobs are accepted as there are to be.</summary>
internal sealed class Submitter(WorkPlan plan, Enqueuer enqueuer, Ledger ledger, Backlog backlog, ChaosOptions options, TimeProvider time, Journal journal)
{
    // What two apps on a small machine work off well within the time to settle.
    private const int LargestBacklog = 1_500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <exception cref="ChaosException">Nothing was accepted for minutes.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (began, last) = (time.GetTimestamp(), time.GetTimestamp());
        while (ledger.Accepted < options.Jobs)
        {
            // The last tenth of the time is for faults on what is under way.
            var due = options.Duration * 0.9 * ledger.Accepted / options.Jobs;
            if (time.GetElapsedTime(began) < due || backlog.Jobs > LargestBacklog)
            {
                await Task.Delay(Pause, time, cancellationToken);
                last = backlog.Jobs > LargestBacklog ? last : time.GetTimestamp();
            }
            else if (!await enqueuer.SubmitAsync(plan.Next(), cancellationToken))
                await Task.Delay(PauseAfterFailure, time, cancellationToken);
            else
                last = time.GetTimestamp();
            if (time.GetElapsedTime(last) > Patience)
                throw new ChaosException($"nothing was accepted for {Patience.TotalMinutes:0} minutes; the backlog is {backlog.Jobs} jobs. See the app's logs in {options.Folder}.");
        }
        journal.Say($"{ledger.Accepted} jobs are accepted, of {ledger.Attempted} attempted");
    }
}
