using Microsoft.Extensions.Logging;
using Pipeline.Flows;
using Pipeline.Inspection;
using Pipeline.Jobs;
using Pipeline.Outbox;
using Pipeline.Telemetry.Metrics;

namespace Pipeline.Running;

/// <summary>What happens once outcomes are committed: they are counted, failures are logged, and the relay learns of rows that came with them.</summary>
internal sealed class CommittedOutcomes(OutboxSignal signal, ActivityMeter meter, PipelineMetrics metrics, ILogger<CommittedOutcomes> logger)
{
    /// <param name="lease">The message that they are of.</param>
    /// <param name="outcomes">All of one commit.</param>
    /// <param name="enqueued">A handler enqueued jobs in the same transaction.</param>
    public void Tell(Lease lease, IReadOnlyList<JobOutcome> outcomes, bool enqueued)
    {
        meter.Count(lease, outcomes);
        metrics.Count(lease, outcomes);
        // A chain's next step, or the wake of a flow that stops, came with them.
        var back = enqueued || outcomes.Any(o => o.Job.Flow is { Counts: true } flow && (flow.Next != ChainNext.None || o.Kind is JobOutcomeKind.Dead or JobOutcomeKind.Expired));
        foreach (var outcome in outcomes)
            switch (outcome.Kind)
            {
                case JobOutcomeKind.Retry:
                    back = true;
                    logger.LogWarning("Job {Type} {JobId} failed attempt {Attempt} and runs again in {Delay}: {Error}",
                        outcome.Job.Type, outcome.Job.Id, outcome.Job.Attempt + 1, outcome.Delay, FirstLine(outcome.Error));
                    break;
                case JobOutcomeKind.Dead:
                    logger.LogError("Job {Type} {JobId} failed attempt {Attempt} and is dead: {Error}",
                        outcome.Job.Type, outcome.Job.Id, outcome.Job.Attempt + 1, FirstLine(outcome.Error));
                    break;
                case JobOutcomeKind.Expired:
                    logger.LogWarning("Job {Type} {JobId} had not started when its time was over", outcome.Job.Type, outcome.Job.Id);
                    break;
                case JobOutcomeKind.Succeeded or JobOutcomeKind.Parked or JobOutcomeKind.Cancelled:
                    break;
            }
        if (back) signal.Set();
    }

    private static string? FirstLine(string? error) => error?.Split('\n', 2)[0];
}
