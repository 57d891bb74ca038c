namespace Pipeline.Emulator.Triggers.Durable.Replay;

/// <summary>
/// Marks the thread that plays an orchestrator's turn. What is posted to it runs at once, where it is posted: so tasks of the context go on
/// here, and an await of anything else goes on elsewhere and shows.
/// </summary>
internal sealed class OrchestratorThread : SynchronizationContext
{
    [ThreadStatic]
    private static bool _current;

    public static bool IsCurrent => _current;

    public static void Play(Action turn)
    {
        var before = Current;
        SetSynchronizationContext(new OrchestratorThread());
        _current = true;
        try
        {
            turn();
        }
        finally
        {
            _current = false;
            SetSynchronizationContext(before);
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => d(state);

    public override void Send(SendOrPostCallback d, object? state) => d(state);
}
