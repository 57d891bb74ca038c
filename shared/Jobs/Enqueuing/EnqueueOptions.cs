namespace Pipeline.Jobs;

/// <summary>How a job is enqueued, where it is not the way that its <see cref="JobAttribute"/> says.</summary>
public sealed record EnqueueOptions
{
    /// <summary>The longest <see cref="Delay"/> and <see cref="ExpiresAfter"/>, and the longest delay of a retry: 1,000 years, as .NET knows no time after the year 9999.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(365_250);

    /// <summary>
    /// Not before this much time has passed, by the database's clock; up to <see cref="MaxDelay"/>, as a delayed job is a row and nothing waits in memory.
    /// </summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Null: the job's own.</summary>
    public JobPriority? Priority { get; init; }

    /// <summary>A job that has not started this long after it was enqueued never does: it is expired; up to <see cref="MaxDelay"/>. Null: the job's own.</summary>
    public TimeSpan? ExpiresAfter { get; init; }
}
