namespace Pipeline.Emulator.Triggers.Durable.Replay;

/// <summary>
/// Brings events to those who wait for them, the last waiter first, and keeps those that nobody waits for.
/// Names are compared without regard to case.
/// </summary>
internal sealed class ExternalEvents(DurableJson json)
{
    // A stack, as an orchestrator that waits in a loop beside a timer leaves waiters behind: the event is for the one that it waits for now. What came before
    // anybody waited is a queue: events are taken in the order in which they came.
    private readonly Dictionary<string, Stack<IWaiter>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Queue<string?>> _kept = new(StringComparer.OrdinalIgnoreCase);

    private interface IWaiter
    {
        Type Type { get; }

        bool IsWaiting { get; }

        void Receive(object? value);
    }

    public bool AnyWaiter => _waiters.Values.Any(stack => stack.Any(waiter => waiter.IsWaiting));

    /// <exception cref="ArgumentException">Somebody waits for the same name as another type.</exception>
    public Task<T> Wait<T>(string name, CancellationToken cancellationToken)
    {
        var stack = _waiters.TryGetValue(name, out var known) ? known : _waiters[name] = [];
        if (stack.TryPeek(out var other) && other.Type != typeof(T))
            throw new ArgumentException(
                $"Events with the same name must have the same type argument. Expected {other.Type} but was requested {typeof(T)}.", nameof(name));
        var waiter = new Waiter<T>();
        stack.Push(waiter);
        if (_kept.TryGetValue(name, out var kept) && kept.TryDequeue(out var input)) Raise(name, input);
        cancellationToken.Register(() => waiter.Cancel(cancellationToken));
        return waiter.Task;
    }

    // A waiter that was cancelled still takes its event, as in the real engine.
    public void Raise(string name, string? input)
    {
        if (_waiters.TryGetValue(name, out var stack) && stack.TryPop(out var waiter)) waiter.Receive(json.Deserialize(input, waiter.Type));
        else (_kept.TryGetValue(name, out var kept) ? kept : _kept[name] = []).Enqueue(input);
    }

    private sealed class Waiter<T> : IWaiter
    {
        private readonly TaskCompletionSource<T> _received = new();

        public Task<T> Task => _received.Task;

        public Type Type => typeof(T);

        public bool IsWaiting => !_received.Task.IsCompleted;

        public void Receive(object? value) => _received.TrySetResult(value is T typed ? typed : default!);

        public void Cancel(CancellationToken token) => _received.TrySetCanceled(token);
    }
}
