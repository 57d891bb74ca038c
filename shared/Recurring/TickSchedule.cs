using NCrontab;

namespace Pipeline.Recurring;

/// <summary>When a recurring job is due: a six-field NCRONTAB expression on the clock of a time zone. Knows no present.</summary>
public sealed class TickSchedule
{
    // A leap day on a given weekday comes once in 40 years at worst.
    private const int YearsToSearch = 41;
    private const int LongestText = 100;

    private readonly CrontabSchedule _crontab;
    private readonly ZoneClock _clock;
    private readonly bool _everyHour;

    private TickSchedule(string text, CrontabSchedule crontab, TimeZoneInfo zone) =>
        (Text, TimeZone, _crontab, _clock, _everyHour) = (text, zone.Id, crontab, new(zone), text.Split(' ')[2] == "*");

    public string Text { get; }

    /// <summary>The zone's id.</summary>
    public string TimeZone { get; }

    /// <exception cref="FormatException">The schedule has another form or no tick at all, or this machine has no such zone; the message says what to write.</exception>
    public static TickSchedule Parse(string? schedule, string? timeZone)
    {
        var text = string.Join(' ', (schedule ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (text.Length > LongestText || text.Count(c => c == ' ') != 5
            || CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is not { } crontab)
            throw new FormatException($"has the schedule '{Shown(schedule)}'; it has six fields, second minute hour day month weekday, such as '0 */5 * * * *'");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone ?? "", out var zone))
            throw new FormatException($"has TimeZone = \"{Shown(timeZone)}\", which this machine does not know; write an id such as Europe/Berlin");
        var ticks = new TickSchedule(text, crontab, zone);
        return ticks.NextLocal(new(2000, 1, 1)) is null ? throw new FormatException($"has the schedule '{schedule}', which never comes") : ticks;
    }

    /// <summary>The first tick after <paramref name="time"/>, in UTC; null where none comes in 40 years.</summary>
    /// <remarks>Walks from one change of the zone's offset to the next: in between, local time and UTC go side by side.</remarks>
    public DateTimeOffset? Next(DateTimeOffset time)
    {
        var from = _clock.At(time);
        // Ticks after this local time are looked for; before a change's own moment, so that a tick at that moment counts.
        var after = from.DateTime;
        while (NextLocal(after) is { } local)
        {
            var tick = new DateTimeOffset(local, from.Offset);
            if (_clock.ChangeBetween(from, tick) is { } change)
            {
                // The clock went from before it to behind it.
                if (!_everyHour && local < change.DateTime) return change.ToUniversalTime();
                (from, after) = (change, change.DateTime.AddSeconds(-1));
            }
            else if (!_everyHour && _clock.IsSecondTime(tick))
            {
                (from, after) = (tick, local);
            }
            else
            {
                return tick.ToUniversalTime();
            }
        }
        return null;
    }

    private static string? Shown(string? text) => text?.Length > LongestText ? text[..LongestText] + "…" : text;

    private DateTime? NextLocal(DateTime after) =>
        after.Year > DateTime.MaxValue.Year - YearsToSearch ? null
            : _crontab.GetNextOccurrences(after, after.AddYears(YearsToSearch)).Select(o => (DateTime?)o).FirstOrDefault();
}
