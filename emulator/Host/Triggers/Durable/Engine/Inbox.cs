using System.Threading.Channels;
using Pipeline.Emulator.Triggers.Durable.Replay;

namespace Pipeline.Emulator.Triggers.Durable.Engine;

/// <summary>The executions that have something new, each once, and what of it is not in the database's messages.</summary>
internal sealed class Inbox
{
    private readonly Channel<Guid> _ready = Channel.CreateUnbounded<Guid>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<Guid, List<HistoryEvent>> _arrived = [];
    private readonly Lock _sync = new();

    /// <summary>Has the execution looked at.</summary>
    public void Nudge(Guid execution)
    {
        lock (_sync) Find(execution);
    }

    public void Add(Guid execution, params IEnumerable<HistoryEvent> arrived)
    {
        lock (_sync) Find(execution).AddRange(arrived);
    }

    /// <summary>False once it is closed and empty.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _ready.Reader.WaitToReadAsync(cancellationToken);

    public Dictionary<Guid, List<HistoryEvent>> Take(int most)
    {
        var taken = new Dictionary<Guid, List<HistoryEvent>>();
        lock (_sync)
            while (taken.Count < most && _ready.Reader.TryRead(out var execution))
                if (_arrived.Remove(execution, out var arrived)) taken.Add(execution, arrived);
        return taken;
    }

    /// <summary>What comes later is not taken any more: it stays in the database.</summary>
    public void Close() => _ready.Writer.TryComplete();

    private List<HistoryEvent> Find(Guid execution)
    {
        if (_arrived.TryGetValue(execution, out var known)) return known;
        var arrived = new List<HistoryEvent>();
        if (_ready.Writer.TryWrite(execution)) _arrived.Add(execution, arrived);
        return arrived;
    }
}
