namespace Pipeline.Jobs;

/// <summary>
/// Runs all jobs of a message at once, in one transaction: for work that is one statement for many. When it fails, its jobs run again each by
/// itself, so that only the guilty ones pay an attempt.
/// </summary>
public interface IBatchHandler<TArgs> where TArgs : notnull
{
    /// <param name="batch">One job or more, up to the job's <see cref="JobAttribute.Batch"/>; the same arguments may come twice.</param>
    /// <param name="cancellationToken">Signalled at the job's time limit, which is for the batch as a whole.</param>
    Task HandleAsync(IReadOnlyList<BatchItem<TArgs>> batch, CancellationToken cancellationToken);
}
