namespace Pipeline.LocalHost.Invocation;

/// <summary>Counts what runs behind it. Once closed it lets nothing in, and says when the last one has left.</summary>
internal sealed class InvocationGate
{
    private readonly Lock _sync = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private bool _closed;

    public bool TryEnter()
    {
        lock (_sync)
        {
            if (_closed) return false;
            _inside++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_sync)
        {
            _inside--;
            if (_closed && _inside == 0) _idle.TrySetResult();
        }
    }

    public Task CloseAsync()
    {
        lock (_sync)
        {
            _closed = true;
            if (_inside == 0) _idle.TrySetResult();
            return _idle.Task;
        }
    }
}
