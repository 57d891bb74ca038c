namespace Pipeline.LocalHost.Triggers.Durable;

/// <summary>Counts what runs, so that a stop can wait for it and let nothing new in.</summary>
internal sealed class Drain
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _closed;

    /// <returns>False: the host stops.</returns>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_closed) return false;
            _running++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _running--;
            if (_closed && _running == 0) _empty.TrySetResult();
        }
    }

    /// <summary>Lets nothing new in, and returns when all have left or the time is over.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _closed = true;
            if (_running == 0) _empty.TrySetResult();
        }
        await Task.WhenAny(_empty.Task, Task.Delay(Timeout.Infinite, cancellationToken));
    }
}
