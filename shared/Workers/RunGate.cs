namespace Pipeline.Workers;

/// <summary>
/// Lets messages run side by side, and a lone one by itself: while it is inside nothing else starts in this process (I6).
/// </summary>
internal sealed class RunGate(TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _lone = new(1, 1);
    private TaskCompletionSource? _opens;
    private TaskCompletionSource? _empties;
    private int _inside;
    private bool _closed;

    /// <summary>Whether the process stops.</summary>
    public bool IsClosed
    {
        get { lock (_lock) return _closed; }
    }

    /// <summary>Lets nobody in any more: the process stops.</summary>
    public void Close()
    {
        lock (_lock) _closed = true;
    }

    /// <summary>Waits until all have left, up to <paramref name="patience"/>.</summary>
    /// <returns>Whether they have.</returns>
    public async Task<bool> EmptiedAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience, time);
        try
        {
            var (turn, alone) = await WaitAloneAsync(patience, limit.Token);
            turn.Dispose();
            return alone;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <returns>Null while a lone one is inside or about to be.</returns>
    /// <exception cref="OperationCanceledException">The gate is closed.</exception>
    public IDisposable? TryEnter()
    {
        lock (_lock)
        {
            if (_closed) throw new OperationCanceledException("The process stops.");
            if (_opens is not null) return null;
            _inside++;
            return new Exit(Leave);
        }
    }

    /// <summary>Waits while a lone one is inside or about to be.</summary>
    /// <exception cref="OperationCanceledException">The gate is closed.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task opens;
            lock (_lock)
            {
                if (_closed) throw new OperationCanceledException("The process stops.");
                if (_opens is null)
                {
                    _inside++;
                    return new Exit(Leave);
                }
                opens = _opens.Task;
            }
            await opens.WaitAsync(cancellationToken);
        }
    }

    /// <summary>For what is inside already and stays longer than its turn.</summary>
    public IDisposable Stay()
    {
        lock (_lock) _inside++;
        return new Exit(Leave);
    }

    /// <summary>Keeps others from starting, and waits for those inside to leave, up to <paramref name="patience"/>.</summary>
    /// <returns>Whether nobody else is inside: only then does what happens next count against the lone one.</returns>
    /// <exception cref="OperationCanceledException">The gate is closed.</exception>
    public async Task<(IDisposable Turn, bool Alone)> EnterAloneAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var (turn, alone) = await WaitAloneAsync(patience, cancellationToken);
        lock (_lock)
            if (!_closed) return (turn, alone);
        turn.Dispose();
        throw new OperationCanceledException("The process stops.");
    }

    private async Task<(IDisposable Turn, bool Alone)> WaitAloneAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        await _lone.WaitAsync(cancellationToken);
        try
        {
            Task empties;
            lock (_lock)
            {
                _opens = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _empties = new(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_inside == 0) _empties.SetResult();
                empties = _empties.Task;
            }
            await empties.WaitAsync(patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            return (new Exit(LeaveAlone), empties.IsCompletedSuccessfully);
        }
        catch
        {
            LeaveAlone();
            throw;
        }
    }

    private void Leave()
    {
        lock (_lock)
            if (--_inside == 0)
                _empties?.TrySetResult();
    }

    private void LeaveAlone()
    {
        TaskCompletionSource? opens;
        lock (_lock)
        {
            opens = _opens;
            (_opens, _empties) = (null, null);
        }
        opens?.SetResult();
        _lone.Release();
    }

    public void Dispose() => _lone.Dispose();

    private sealed class Exit(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
