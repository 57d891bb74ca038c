namespace Pipeline.Jobs;

/// <summary>How a job is enqueued, where it is not the way that its <see cref="JobAttribute"/> says.</summary>
public sealed record EnqueueOptions
{
    /// <summary>Not before this much time has passed, by the database's clock; of any length, as a delayed job is a row and nothing waits in memory.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Null: the job's own.</summary>
    public JobPriority? Priority { get; init; }

    /// <summary>A job that has not started this long after it was enqueued never does: it is expired. Null: the job's own.</summary>
    public TimeSpan? ExpiresAfter { get; init; }
}
