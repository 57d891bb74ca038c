namespace Pipeline.Recurring;

/// <summary>What to do at a moment about a job whose next tick is due.</summary>
/// <param name="Tick">The tick to run now; null for none.</param>
/// <param name="Next">When it is due again; <see cref="DateTimeOffset.MaxValue"/> for never.</param>
public sealed record TickPlan(DateTimeOffset? Tick, DateTimeOffset Next)
{
    /// <summary>How late a tick may be with <see cref="MissedTicks.Skip"/>.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <param name="ticks">The job's schedule.</param>
    /// <param name="missed">What becomes of late ticks.</param>
    /// <param name="due">The earliest tick that has not been run.</param>
    /// <param name="now">The moment, not before <paramref name="due"/>.</param>
    public static TickPlan Of(TickSchedule ticks, MissedTicks missed, DateTimeOffset due, DateTimeOffset now)
    {
        if (missed == MissedTicks.CatchUpOnce) return new(due, ticks.Next(now) ?? DateTimeOffset.MaxValue);
        if (now - due > Grace)
        {
            var inTime = ticks.Next(now - Grace) ?? DateTimeOffset.MaxValue;
            if (inTime > now) return new(null, inTime);
            due = inTime;
        }
        return new(due, ticks.Next(due) ?? DateTimeOffset.MaxValue);
    }
}
