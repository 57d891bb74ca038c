using Pipeline.Jobs;

namespace Pipeline.Inspection;

/// <summary>What jobs came to, and how long they waited and ran; to be added to.</summary>
internal sealed class ActivityCounts
{
    public int Succeeded { get; private set; }
    public int Retried { get; private set; }
    public int Dead { get; private set; }
    public int Cancelled { get; private set; }
    public int Expired { get; private set; }
    public int[] Wait { get; } = new int[LatencyScale.Steps];
    public int[] Run { get; } = new int[LatencyScale.Steps];

    public OutcomeCounts Outcomes => new(Succeeded, Retried, Dead, Cancelled, Expired);

    /// <summary>Counts one; a parked job has come to nothing, and of one that never ran there is no duration.</summary>
    /// <param name="outcome">Committed.</param>
    /// <param name="waitStep">Its step on <see cref="LatencyScale"/>: one message, one wait.</param>
    public void Add(JobOutcome outcome, int waitStep)
    {
        switch (outcome.Kind)
        {
            case JobOutcomeKind.Succeeded: Succeeded++; break;
            case JobOutcomeKind.Retry: Retried++; break;
            case JobOutcomeKind.Dead: Dead++; break;
            case JobOutcomeKind.Cancelled: Cancelled++; return;
            case JobOutcomeKind.Expired: Expired++; return;
            case JobOutcomeKind.Parked: return;
        }
        Wait[waitStep]++;
        Run[LatencyScale.Of(outcome.Elapsed)]++;
    }

    public void Add(OutcomeCounts outcomes, IReadOnlyList<int> wait, IReadOnlyList<int> run)
    {
        Succeeded += outcomes.Succeeded;
        Retried += outcomes.Retried;
        Dead += outcomes.Dead;
        Cancelled += outcomes.Cancelled;
        Expired += outcomes.Expired;
        // Another version of this code may have had fewer steps, or more.
        for (var i = 0; i < wait.Count; i++) Wait[Math.Min(i, LatencyScale.Steps - 1)] += wait[i];
        for (var i = 0; i < run.Count; i++) Run[Math.Min(i, LatencyScale.Steps - 1)] += run[i];
    }

    public void Add(ActivityCounts other) => Add(other.Outcomes, other.Wait, other.Run);
}
