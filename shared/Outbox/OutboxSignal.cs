namespace Pipeline.Outbox;

/// <summary>Wakes this process's relay after a commit. Losing a signal costs a poll interval, never a message.</summary>
public sealed class OutboxSignal
{
    private readonly SemaphoreSlim _rows = new(0, 1);

    /// <summary>There may be rows to publish.</summary>
    public void Set()
    {
        try
        {
            _rows.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already set: the relay has yet to look, and it will see these rows as well.
        }
    }

    /// <summary>Waits for <see cref="Set"/>, at most <paramref name="longest"/>.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => _rows.WaitAsync(longest, cancellationToken);
}
