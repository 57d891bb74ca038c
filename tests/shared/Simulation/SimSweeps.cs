using Pipeline.Recovery;

namespace Pipeline.Tests.Simulation;

/// <summary>What runs beside the jobs in every process: on a real host a timer fires in one of them, which is milder.</summary>
internal static class SimSweeps
{
    private static readonly PipelineOptions Options = SimSettings.Options;

    // Workers/Heartbeat
    public static IEnumerable<TimeSpan> Heartbeat(SimProcess process)
    {
        while (true)
        {
            process.Beat();
            yield return Options.HeartbeatInterval;
        }
    }

    // WorkerRecoveryLoop
    public static IEnumerable<TimeSpan> Workers(SimWorld world, SimProcess process)
    {
        while (true)
        {
            yield return Options.HeartbeatInterval;
            if (process.GivenUp.Count > 0 && world.Ask(() => world.Database.LetGo(process, process.GivenUp), out _)) process.GivenUp.Clear();
            yield return TimeSpan.Zero;
            if (process.CanJudge) world.Ask(world.Database.RecoverWorkers, out _);
        }
    }

    // MessageRecovery, in the order in which it looks
    public static IEnumerable<TimeSpan> Messages(SimWorld world)
    {
        while (true)
        {
            yield return TimeSpan.FromSeconds(15);
            if (!world.Ask(world.Database.AnyOld, out var now) || now is null) continue;
            yield return TimeSpan.Zero;
            if (world.Broker.IsDown) continue;
            var depths = Enumerable.Range(0, world.Broker.Lanes).Select(world.Broker.Depth).ToArray();
            yield return TimeSpan.Zero;
            if (!world.Ask(world.Database.LivingWorkers, out var workers)) continue;
            yield return TimeSpan.Zero;
            if (depths.Contains(null)) world.Broker.Declare();
            for (var lane = 0; lane < depths.Length; lane++)
                if (LaneEvidence.Cutoff(now.Value, (uint?)depths[lane], workers.Select(w => w.Claimed[lane]), workers.Select(w => w.Running[lane])) is { } cutoff)
                {
                    if (world.Ask(() => world.Database.PublishAgain(lane, cutoff), out var again)) world.Oracle.PublishedAgain(again);
                    yield return TimeSpan.Zero;
                }
        }
    }

    // ExpiryRecovery
    public static IEnumerable<TimeSpan> Expiry(SimWorld world)
    {
        while (true)
        {
            yield return TimeSpan.FromSeconds(30);
            world.Ask(world.Database.Expire, out _);
        }
    }

    // DeadMessages
    public static IEnumerable<TimeSpan> DeadLetters(SimWorld world)
    {
        while (true)
        {
            yield return TimeSpan.FromSeconds(5);
            while (world.Broker.DeadLetters.TryPeek(out var message) && world.Ask(() => world.Database.PutBack(message.Row, TimeSpan.FromSeconds(30)), out _))
                world.Broker.DeadLetters.Dequeue();
        }
    }

    // Heartbeat.StopAsync
    public static IEnumerable<TimeSpan> Stop(SimWorld world, SimProcess process)
    {
        process.IsStopping = true;
        yield return world.Some(3_000);
        world.Ask(() => world.Database.Leave(process), out _);
        yield return TimeSpan.Zero;
        world.Ask(() => world.Database.LetGo(process, null), out _);
        yield return world.Some(2_000);
        world.Kill(process);
    }
}
