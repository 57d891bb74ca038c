namespace Pipeline.Emulator.Invocation;

/// <summary>Counts what runs behind it. Once closed it lets nothing in, and says when the last one has left.</summary>
internal sealed class InvocationGate
{
    private readonly Lock sync = new();
    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int inside;
    private bool closed;

    public bool TryEnter()
    {
        lock (sync)
        {
            if (closed) return false;
            inside++;
            return true;
        }
    }

    public void Leave()
    {
        lock (sync)
        {
            inside--;
            if (closed && inside == 0) idle.TrySetResult();
        }
    }

    public Task CloseAsync()
    {
        lock (sync)
        {
            closed = true;
            if (inside == 0) idle.TrySetResult();
            return idle.Task;
        }
    }
}
