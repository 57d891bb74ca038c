namespace Pipeline.Tests.Simulation;

/// <summary>OutboxRelay: take, publish, mark; each of them may be the last thing that its process does.</summary>
internal static class SimRelay
{
    public static IEnumerable<TimeSpan> Run(SimWorld world, SimProcess process)
    {
        var database = world.Database;
        while (true)
        {
            // What was taken without an answer comes free when its time is over.
            if (!world.Ask(() => database.Take(process), out var rows) || !world.Ask(() => database.TakeLimited(process), out var limited))
            {
                yield return TimeSpan.FromMilliseconds(500);
                continue;
            }
            rows.AddRange(limited);
            if (rows.Count == 0)
            {
                yield return SimSettings.Options.RelayPoll;
                continue;
            }
            yield return TimeSpan.Zero;

            var confirmed = new List<(SimRow Row, int Lane)>();
            var routed = true;
            foreach (var row in rows)
            {
                var lane = world.Dice.Next(world.Broker.Lanes);
                if (world.Broker.IsDown) continue;
                if (!world.Broker.Publish(lane, new(row, row.Lone))) routed = false;
                else if (!world.IsUnlucky(50))
                {
                    row.WasConfirmed = true;
                    confirmed.Add((row, lane));
                }
                yield return TimeSpan.Zero;
            }
            if (!world.Ask(() => database.Published(process, confirmed), out _)) continue;
            yield return TimeSpan.Zero;
            world.Ask(() => database.GiveBack(process, rows.Except(confirmed.Select(c => c.Row))), out _);
            if (!routed) world.Broker.Declare();
            // The loop's own pause after a stall.
            yield return confirmed.Count == 0 ? TimeSpan.FromMilliseconds(500) : TimeSpan.Zero;
        }
    }
}
