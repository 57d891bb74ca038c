namespace Pipeline.LocalHost.Triggers.Timers;

/// <summary>What is remembered of a timer's runs, as the status blob holds it. Default values mean "never".</summary>
internal sealed record TimerStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated)
{
    /// <summary>What is expected of a timer that nothing is known of, or whose schedule changed since: no run is missed then.</summary>
    public static TimerStatus Adjust(TimerStatus? known, TimerSchedule schedule, DateTimeOffset now)
    {
        if (known is null) return new TimerStatus(default, schedule.Next(now), now);
        var since = known.Last != default ? known.Last : known.LastUpdated != default ? known.LastUpdated : now;
        var expected = schedule.Next(since);
        if (known.Next == expected) return known;
        return now > expected ? new TimerStatus(default, schedule.Next(now), now) : new TimerStatus(default, expected, since);
    }
}
