namespace Pipeline.Jobs;

/// <summary>One job of a batch.</summary>
public sealed class BatchItem<TArgs> where TArgs : notnull
{
    /// <summary>For a unit test of a batch handler; otherwise the pipeline makes them.</summary>
    /// <param name="args">The job's arguments.</param>
    /// <param name="job">From <see cref="JobContext.ForTest"/>.</param>
    public BatchItem(TArgs args, JobContext job) => (Args, Job) = (args, job);

    public TArgs Args { get; }

    public JobContext Job { get; }

    /// <summary>The job's result, kept as JSON in its row, or in a blob where it is large; null for none.</summary>
    public object? Result { get; set; }
}
