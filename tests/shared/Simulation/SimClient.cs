namespace Pipeline.Tests.Simulation;

/// <summary>Enqueues jobs of all kinds, and replays some that are dead.</summary>
internal static class SimClient
{
    public static IEnumerable<TimeSpan> Run(SimWorld world)
    {
        var (dice, number) = (world.Dice, 0);
        var kinds = SimKind.All.Where(k => !world.IsCalm || !k.Crashes).ToList();
        for (var messages = dice.Next(3, 9); messages > 0; messages--)
        {
            yield return world.Some(8_000);
            var kind = kinds[dice.Next(kinds.Count)];
            var jobs = Enumerable.Range(0, dice.Next(1, kind.Definition.LargestMessage + 1)).Select(_ => new SimJob(number++, kind, world.Now)).ToList();
            // Without an answer nobody knows; the jobs are there or not, and nothing is done about it.
            world.Ask(() => { world.Database.Enqueue(jobs, dice.Next(4) == 0 ? world.Some(10_000) : TimeSpan.Zero); return true; }, out _);
        }
        for (var replays = dice.Next(3); replays > 0; replays--)
        {
            yield return world.Some(20_000);
            if (world.Database.Jobs.FirstOrDefault(j => j.Status == SimStatus.Dead) is { } dead) world.Ask(() => world.Database.Replay(dead), out _);
        }
        world.IsSubmitted = true;
    }
}
