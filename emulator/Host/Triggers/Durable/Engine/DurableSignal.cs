namespace Pipeline.Emulator.Triggers.Durable.Engine;

/// <summary>Lets the clients of this process wake the engine, where it runs here. Elsewhere it finds out by looking.</summary>
internal sealed class DurableSignal
{
    private volatile Inbox? _inbox;

    public void Connect(Inbox? inbox) => _inbox = inbox;

    public void Raise(Guid execution) => _inbox?.Nudge(execution);
}
