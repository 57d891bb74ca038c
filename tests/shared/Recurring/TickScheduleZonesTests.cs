using Pipeline.Recurring;

namespace Pipeline.Tests.Recurring;

/// <summary>Every zone of the tz database over three years, against an implementation that shares nothing with the product's.</summary>
public sealed class TickScheduleZonesTests
{
    private const long Day = 24 * 60 * 60;

    private static readonly long Start = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private static readonly long End = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private static readonly WallClock[] Daily =
    [
        new("0 30 2 * * *", 1800, false, t => t is { Hour: 2, Minute: 30 }),
        new("0 0 0 * * *", 3600, false, t => t is { Hour: 0 }),
        new("0 15 1 * * SUN", 900, false, t => t is { Hour: 1, Minute: 15, DayOfWeek: DayOfWeek.Sunday }),
        new("30 59 23 L * *", 30, false, t => t is { Hour: 23, Minute: 59, Second: 30 } && t.AddDays(1).Day == 1),
    ];

    private static readonly WallClock[] Frequent =
    [
        new("*/30 0 * * * *", 30, true, t => t.Minute == 0),
        new("0 */15 * * * *", 900, true, t => true),
        new("0 10 * * * *", 600, true, t => t.Minute == 10),
        new("0 0 */2 * * *", 3600, true, t => t.Hour % 2 == 0),
        new("0 10,40 1-3 * * *", 600, true, t => t.Hour is >= 1 and <= 3 && t.Minute is 10 or 40),
        new("0 30 1,2,3 * * *", 1800, false, t => t.Hour is 1 or 2 or 3 && t.Minute == 30),
        new("0 0 1 29 2 *", 3600, false, t => t is { Hour: 1, Day: 29, Month: 2 }),
    ];

    [Fact]
    public void Occurrences_are_those_of_the_wall_clock_in_every_zone()
    {
        if (!ZoneFile.IsThere) return;
        var wrong = new List<string>();
        var zones = ZoneFile.Ids.Select(id => (Id: id, Offsets: ZoneFile.Offsets(id, Start - 2 * Day, End))).ToList();
        zones.Count.ShouldBeGreaterThan(400);
        foreach (var (id, offsets) in zones)
            foreach (var change in offsets.Skip(1).Select(offset => offset.From).Where(change => change > Start))
                foreach (var schedule in Daily.Concat(Frequent))
                    Compare(schedule, id, offsets, change - Day, change + Day, wrong);
        // Zones that share a clock share what is between its changes.
        foreach (var (id, offsets) in zones.DistinctBy(zone => string.Join(' ', zone.Offsets)))
            foreach (var schedule in Daily)
                Compare(schedule, id, offsets, Start, End, wrong);
        wrong.ShouldBeEmpty($"{wrong.Count} differ");
    }

    private static void Compare(WallClock schedule, string zone, IReadOnlyList<(long From, int Offset)> offsets, long after, long before, List<string> wrong)
    {
        var ticks = TickSchedule.Parse(schedule.Text, zone);
        var expected = schedule.Between(offsets, after, before);
        var found = new List<long>();
        for (var at = DateTimeOffset.FromUnixTimeSeconds(after); ticks.Next(at) is { } next && next.ToUnixTimeSeconds() < before && found.Count <= expected.Count; at = next)
            found.Add(next.ToUnixTimeSeconds());
        if (!found.SequenceEqual(expected))
            wrong.Add($"{zone} '{schedule.Text}': missing {Text(expected.Except(found))}, too many {Text(found.Except(expected))}, {found.Count} for {expected.Count}");
    }

    private static string Text(IEnumerable<long> moments) => string.Join(' ', moments.Take(3).Select(moment => $"{DateTimeOffset.FromUnixTimeSeconds(moment):u}"));
}
