using Pipeline.Jobs;
using Pipeline.Messaging;

namespace Pipeline.Inspection;

/// <summary>Sums up what this process commits, a few increments a job; <see cref="ActivityTable"/> takes the sums every few seconds.</summary>
internal sealed class ActivityMeter
{
    private readonly Lock _lock = new();
    private ActivitySums _sums = new();

    /// <summary>Counts the outcomes of one commit.</summary>
    public void Count(Lease lease, IReadOnlyList<JobOutcome> outcomes)
    {
        if (outcomes.Count == 0) return;
        var wait = LatencyScale.Of(lease.Waited);
        lock (_lock)
        {
            // A message holds one type.
            var counts = _sums.Of(outcomes[0].Job.Type);
            foreach (var outcome in outcomes)
                counts.Add(outcome, wait);
            if (lease.Lane <= LaneQueues.Urgent) _sums.Lanes[lease.Lane] += outcomes.Count;
        }
    }

    /// <summary>What was counted since the last call.</summary>
    public ActivitySums Take()
    {
        lock (_lock)
        {
            var taken = _sums;
            _sums = new();
            return taken;
        }
    }

    /// <summary>What was taken could not be written: it is counted again.</summary>
    public void PutBack(ActivitySums sums)
    {
        lock (_lock)
        {
            foreach (var (type, counts) in sums.Types)
                _sums.Of(type).Add(counts);
            for (var lane = 0; lane < sums.Lanes.Length; lane++)
                _sums.Lanes[lane] += sums.Lanes[lane];
        }
    }
}
