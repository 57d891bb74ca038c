using Pipeline.Blobs;

namespace Pipeline.Jobs;

/// <summary>How a run of a job ended. Made by what happened, so that none lacks what its kind needs: an error, or when it comes back.</summary>
internal sealed record JobOutcome
{
    private JobOutcome(ClaimedJob job, JobOutcomeKind kind) => (Job, Kind) = (job, kind);

    public ClaimedJob Job { get; }
    public JobOutcomeKind Kind { get; }

    /// <summary>The job comes to nothing else.</summary>
    public bool IsFinal => Kind is not (JobOutcomeKind.Retry or JobOutcomeKind.Parked);

    /// <summary>JSON, of a success.</summary>
    public string? Result { get; private init; }

    /// <summary>Holds the JSON in place of <see cref="Result"/>.</summary>
    public string? ResultBlob { get; private init; }

    /// <summary>What went wrong, for people.</summary>
    public string? Error { get; private init; }

    /// <summary>When a retry or a parked job comes back.</summary>
    public TimeSpan Delay { get; private init; }

    /// <summary>How long the handler ran.</summary>
    public TimeSpan Elapsed { get; private init; }

    public static JobOutcome Succeeded(ClaimedJob job, ClaimedText result, TimeSpan elapsed) =>
        new(job, JobOutcomeKind.Succeeded) { Result = result.Row, ResultBlob = result.Blob, Elapsed = elapsed };

    /// <summary>Of a failed attempt: another one later, or death.</summary>
    /// <param name="job">The job, with the attempts that failed before.</param>
    /// <param name="definition">Says how many attempts it has, and what is worth one.</param>
    /// <param name="cause">Why it failed.</param>
    /// <param name="error">The same as its row keeps it.</param>
    /// <param name="random">From 0 to below 1, for the delay.</param>
    /// <param name="elapsed">How long the handler ran.</param>
    public static JobOutcome Failed(ClaimedJob job, JobDefinition definition, Exception cause, string error, double random, TimeSpan elapsed)
    {
        var failures = job.Attempt + 1;
        return new(job, definition.IsDeadAfter(failures, cause) ? JobOutcomeKind.Dead : JobOutcomeKind.Retry)
        {
            Error = error,
            Delay = (JobDefinition.Verdict(cause) as RetryJobException)?.Delay ?? definition.Backoff.After(failures, random),
            Elapsed = elapsed,
        };
    }

    /// <summary>Of a job that is dead for what no handler did.</summary>
    public static JobOutcome Dead(ClaimedJob job, string error) => new(job, JobOutcomeKind.Dead) { Error = error };

    /// <summary>Its flow stopped: before it started, or while it ran.</summary>
    public static JobOutcome Cancelled(ClaimedJob job, string? error = null, TimeSpan elapsed = default) => new(job, JobOutcomeKind.Cancelled) { Error = error, Elapsed = elapsed };

    /// <summary>Its time was over before it started.</summary>
    public static JobOutcome Expired(ClaimedJob job) => new(job, JobOutcomeKind.Expired);

    /// <summary>Nobody here knows its type or version (I7).</summary>
    public static JobOutcome Parked(ClaimedJob job, TimeSpan delay) => new(job, JobOutcomeKind.Parked)
    {
        Error = $"No handler here for {job.Type} version {job.Version}; parked until a process that has one takes it.",
        Delay = delay,
    };
}
