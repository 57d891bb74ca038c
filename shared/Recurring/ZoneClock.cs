namespace Pipeline.Recurring;

/// <summary>The clock of a time zone, and the moments at which it is changed.</summary>
internal sealed class ZoneClock(TimeZoneInfo zone)
{
    // No zone changes its clock and back again within a day.
    private static readonly TimeSpan Step = TimeSpan.FromDays(1);

    /// <summary>The same moment with the offset that the zone has then.</summary>
    public DateTimeOffset At(DateTimeOffset time) => time.ToOffset(zone.GetUtcOffset(time));

    /// <summary>The first moment after <paramref name="from"/>, up to and with <paramref name="to"/>, that has another offset; null where all have the same.</summary>
    public DateTimeOffset? ChangeBetween(DateTimeOffset from, DateTimeOffset to)
    {
        for (var low = from; low < to;)
        {
            var high = to - low > Step ? low + Step : to;
            if (zone.GetUtcOffset(high) != from.Offset) return Bisect(low, high);
            low = high;
        }
        return null;
    }

    /// <summary>Whether the local time of <paramref name="tick"/> has been there before: the clock was put back in between.</summary>
    /// <remarks>By the offsets alone: what .NET says of ambiguous times is wrong where summer time is negative or the base offset changed.</remarks>
    public bool IsSecondTime(DateTimeOffset tick)
    {
        if (tick - DateTimeOffset.MinValue < Step + Step) return false;
        var first = new DateTimeOffset(tick.DateTime, zone.GetUtcOffset(tick - Step));
        return first < tick && zone.GetUtcOffset(first) == first.Offset;
    }

    private DateTimeOffset Bisect(DateTimeOffset low, DateTimeOffset high)
    {
        var before = zone.GetUtcOffset(low);
        while (high - low > TimeSpan.FromTicks(1))
        {
            var middle = low + (high - low) / 2;
            if (zone.GetUtcOffset(middle) == before) low = middle;
            else high = middle;
        }
        return At(high);
    }
}
