using Cronos;

namespace Pipeline.Recurring;

/// <summary>When a recurring job is due: a cron expression of six fields on the clock of a time zone. Independent of the present.</summary>
/// <remarks>
/// Cronos reads the expression and finds occurrences on the wall clock. The zone is applied here, because Cronos 0.13 takes a zone's base offset for its standard
/// time: for Europe/Dublin, Africa/Casablanca and zones that changed their base offset it returns wrong occurrences, or the same one for ever.
/// </remarks>
public sealed class TickSchedule
{
    private const int MaxText = 100;

    private readonly CronExpression _cron;
    private readonly ZoneClock _clock;
    private readonly bool _isInterval;

    private TickSchedule(string text, CronExpression cron, TimeZoneInfo zone)
    {
        (Text, TimeZone, _cron, _clock) = (text, zone.Id, cron, new(zone));
        _isInterval = text.Split(' ')[..3].Any(field => field.AsSpan().ContainsAny('*', '-', '/'));
    }

    public string Text { get; }

    /// <summary>The zone's id.</summary>
    public string TimeZone { get; }

    /// <exception cref="FormatException">The schedule has another form or never occurs, or this machine has no such zone; the message says what to write.</exception>
    public static TickSchedule Parse(string? schedule, string? timeZone)
    {
        var text = string.Join(' ', (schedule ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (text.Length > MaxText || text.Count(c => c == ' ') != 5 || !CronExpression.TryParse(text, CronFormat.IncludeSeconds, out var cron))
            throw new FormatException($"has the schedule '{Shown(schedule)}'; it has six fields, second minute hour day month weekday, such as '0 */5 * * * *'");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone ?? "", out var zone))
            throw new FormatException($"has TimeZone = \"{Shown(timeZone)}\", which this machine does not know; write an id such as Europe/Berlin");
        var ticks = new TickSchedule(text, cron, zone);
        return ticks.NextLocal(new(2000, 1, 1), inclusive: true) is null ? throw new FormatException($"has the schedule '{schedule}', which never comes") : ticks;
    }

    /// <summary>The first occurrence after <paramref name="time"/>, in UTC; null where none comes any more.</summary>
    /// <remarks>Walks from one change of the zone's offset to the next: in between, local time and UTC go side by side.</remarks>
    public DateTimeOffset? Next(DateTimeOffset time)
    {
        var (from, inclusive) = (_clock.At(time), false);
        while (NextLocal(from.DateTime, inclusive) is { } local)
        {
            var tick = new DateTimeOffset(local, from.Offset);
            if (_clock.ChangeBetween(from, tick) is { } change)
            {
                // The clock skipped this local time: it runs at the change.
                if (local < change.DateTime) return change.ToUniversalTime();
                (from, inclusive) = (change, true);
            }
            else if (!_isInterval && _clock.IsSecondTime(tick))
            {
                (from, inclusive) = (tick, false);
            }
            else
            {
                return tick.ToUniversalTime();
            }
        }
        return null;
    }

    private static string? Shown(string? text) => text?.Length > MaxText ? text[..MaxText] + "…" : text;

    // For Cronos the wall clock is a clock in UTC, which has no changes.
    private DateTime? NextLocal(DateTime after, bool inclusive) =>
        _cron.GetNextOccurrence(DateTime.SpecifyKind(after, DateTimeKind.Utc), inclusive) is { } next ? DateTime.SpecifyKind(next, DateTimeKind.Unspecified) : null;
}
