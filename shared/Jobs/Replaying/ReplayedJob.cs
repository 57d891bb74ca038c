namespace Pipeline.Jobs;

/// <summary>A job that somebody wants to replay.</summary>
/// <param name="Id">The same as ever.</param>
/// <param name="Type">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Generation">How often it was replayed, this time included.</param>
/// <param name="Outcome">Whether it is queued again.</param>
public sealed record ReplayedJob(Guid Id, string Type, int Version, int Generation, JobReplayOutcome Outcome)
{
    /// <summary>The job that has the deduplication key, or the flow that has a copy; null where nothing is in the way, or is no more.</summary>
    public Guid? TakenBy { get; init; }

    /// <summary>The deduplication key that another job has.</summary>
    public string? Key { get; init; }
}
