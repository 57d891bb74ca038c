namespace Pipeline.Jobs;

/// <summary>How a job is enqueued, where it is not the usual way.</summary>
public sealed record EnqueueOptions
{
    internal static readonly EnqueueOptions Default = new();

    /// <summary>Not before this much time has passed; of any length, as a delayed job is a row and nothing waits in memory.</summary>
    public TimeSpan Delay { get; init; }
}
