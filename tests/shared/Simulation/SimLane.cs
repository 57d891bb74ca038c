namespace Pipeline.Tests.Simulation;

/// <summary>A lane's trigger: one message at a time, acknowledged when its function has returned; and the sweep that drains lanes without one.</summary>
internal static class SimLane
{
    private const int Prefetch = 2;

    public static IEnumerable<TimeSpan> Run(SimWorld world, SimProcess process, int lane)
    {
        // What the host has fetched and not begun with.
        var buffer = new Queue<SimDelivery>();
        while (true)
        {
            while (buffer.Count < Prefetch && !process.IsStopping && world.Broker.Consumes(process, lane) && world.Broker.Deliver(lane, process) is { } fetched)
                buffer.Enqueue(fetched);
            if (process.IsStopping || !buffer.TryDequeue(out var delivery)) yield return SimWorld.Forever;
            else if (!delivery.IsLost)
                foreach (var pause in Handle(world, delivery)) yield return pause;
        }
    }

    // LaneRescue
    public static IEnumerable<TimeSpan> Rescue(SimWorld world, SimProcess process)
    {
        while (true)
        {
            yield return TimeSpan.FromSeconds(20);
            for (var lane = 0; lane < world.Broker.Lanes; lane++)
                while (!process.IsStopping && !world.Broker.HasConsumer(lane) && world.Broker.Deliver(lane, process) is { } delivery)
                    foreach (var pause in Handle(world, delivery)) yield return pause;
        }
    }

    private static IEnumerable<TimeSpan> Handle(SimWorld world, SimDelivery delivery)
    {
        yield return TimeSpan.Zero;
        var run = new SimRun(world, delivery);
        foreach (var pause in run.Process()) yield return pause;
        yield return TimeSpan.Zero;
        if (run.HasFailed) world.Broker.Fail(delivery);
        else world.Broker.Ack(delivery);
    }
}
