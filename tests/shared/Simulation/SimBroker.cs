namespace Pipeline.Tests.Simulation;

/// <summary>RabbitMQ: first in, first out, with late acknowledgement; and the host's part in it, which publishes copies of what failed.</summary>
internal sealed class SimBroker(SimWorld world, int lanes)
{
    private const int MostRequeues = 5;

    private readonly LinkedList<SimMessage>?[] _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new LinkedList<SimMessage>())];
    private readonly List<SimDelivery> _unacked = [];
    private readonly HashSet<(SimProcess, int)> _consumers = [];

    public int Lanes => lanes;

    public bool IsDown { get; set; }

    /// <summary>What the host gave up on.</summary>
    public Queue<SimMessage> DeadLetters { get; } = [];

    /// <summary>A host looks for its queues once, when it starts.</summary>
    public void Subscribe(SimProcess process)
    {
        for (var lane = 0; lane < lanes; lane++)
            if (_lanes[lane] is not null) _consumers.Add((process, lane));
    }

    public bool Consumes(SimProcess process, int lane) => _consumers.Contains((process, lane));

    public bool HasConsumer(int lane) => _consumers.Any(c => c.Item2 == lane);

    /// <returns>Null where the queue is missing.</returns>
    public int? Depth(int lane) => _lanes[lane]?.Count;

    /// <summary>Declares what is missing; consumers do not come back with it.</summary>
    public void Declare()
    {
        for (var lane = 0; lane < lanes; lane++)
            _lanes[lane] ??= new();
    }

    /// <returns>Whether it is in a queue.</returns>
    public bool Publish(int lane, SimMessage message)
    {
        if (_lanes[lane] is not { } queue) return false;
        queue.AddLast(message);
        world.Wake(lane);
        return true;
    }

    public SimDelivery? Deliver(int lane, SimProcess process)
    {
        if (IsDown || _lanes[lane] is not { First: { } first } queue) return null;
        queue.RemoveFirst();
        var delivery = new SimDelivery(first.Value, lane, process);
        _unacked.Add(delivery);
        return delivery;
    }

    public void Ack(SimDelivery delivery) => _unacked.Remove(delivery);

    /// <summary>What the host does after a failure: a copy at the tail, then the acknowledgement; at the fifth it gives up.</summary>
    public void Fail(SimDelivery delivery)
    {
        if (!_unacked.Remove(delivery)) return;
        var again = delivery.Message with { Requeues = delivery.Message.Requeues + 1 };
        if (again.Requeues >= MostRequeues) DeadLetters.Enqueue(delivery.Message);
        else Publish(delivery.Lane, again);
    }

    /// <summary>Connections are gone: what was not acknowledged comes back at the front, or, after a worker's death, as a copy at the tail.</summary>
    public void Disconnect(SimProcess? process, bool copies)
    {
        foreach (var delivery in _unacked.Where(d => process is null || d.Process == process).Reverse().ToList())
        {
            _unacked.Remove(delivery);
            delivery.IsLost = true;
            if (_lanes[delivery.Lane] is not { } queue) continue;
            if (copies) queue.AddLast(delivery.Message with { Requeues = delivery.Message.Requeues + 1 });
            else queue.AddFirst(delivery.Message);
            world.Wake(delivery.Lane);
        }
    }

    public void Forget(SimProcess process) => _consumers.RemoveWhere(c => c.Item1 == process);

    public void Purge(int lane) => _lanes[lane]?.Clear();

    public void Delete(int lane)
    {
        _lanes[lane] = null;
        _consumers.RemoveWhere(c => c.Item2 == lane);
    }

    /// <summary>A second copy of a message that waits, in any lane.</summary>
    public void Double(Random dice)
    {
        foreach (var queue in _lanes)
            if (queue is { First: { } first }) Publish(dice.Next(lanes), first.Value);
    }
}
