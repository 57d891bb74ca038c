namespace Pipeline.Recurring;

/// <summary>Looks in the user's own tables for rows that should have been worked on, and names a job for each; put a <see cref="SweepAttribute"/> on the class.</summary>
public interface ISweep<TArgs> where TArgs : notnull
{
    /// <summary>
    /// What is to be enqueued, the most urgent first. Items whose job is under way are passed over; once the limit is reached, nothing more is read. It cannot write.
    /// </summary>
    /// <param name="cancellationToken">Signalled at the sweep's time limit.</param>
    IAsyncEnumerable<SweepItem<TArgs>> FindAsync(CancellationToken cancellationToken);
}
