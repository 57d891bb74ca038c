using System.Globalization;
using NCrontab;

namespace Pipeline.LocalHost.Triggers.Timers;

/// <summary>When a timer is due. Cron expressions are read in the process's own time zone.</summary>
internal abstract class TimerSchedule
{
    /// <summary>Due more than once a minute: such a timer's status is not worth a write each time.</summary>
    public abstract bool TooFrequentToMonitor { get; }

    /// <summary>The first time after <paramref name="time"/> at which it is due.</summary>
    public abstract DateTimeOffset Next(DateTimeOffset time);

    /// <summary>Reads an NCRONTAB expression (six fields, or five without seconds) or a time span.</summary>
    /// <exception cref="ArgumentException">It is neither; the message is the real host's.</exception>
    public static TimerSchedule Parse(string expression, TimeProvider time)
    {
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        var options = new CrontabSchedule.ParseOptions { IncludingSeconds = fields != 5 };
        if (CrontabSchedule.TryParse(expression, options) is { } crontab) return new CronSchedule(crontab, time);
        return TimeSpan.TryParse(expression, CultureInfo.InvariantCulture, out var period)
            ? new PeriodicSchedule(period)
            : throw new ArgumentException(
                $"The schedule expression '{expression}' was not recognized as a valid cron expression or timespan string.");
    }

    private sealed class CronSchedule(CrontabSchedule crontab, TimeProvider time) : TimerSchedule
    {
        private static readonly DateTime AnyMinute = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

        public override bool TooFrequentToMonitor { get; } =
            crontab.ToString().Split(' ').Skip(1).All(field => field == "*")
            && crontab.GetNextOccurrences(AnyMinute, AnyMinute.AddMinutes(1)).Skip(1).Any();

        public override DateTimeOffset Next(DateTimeOffset from)
        {
            var zone = time.LocalTimeZone;
            var next = crontab.GetNextOccurrence(TimeZoneInfo.ConvertTime(from, zone).DateTime);
            return new DateTimeOffset(next, zone.GetUtcOffset(next));
        }
    }

    private sealed class PeriodicSchedule(TimeSpan period) : TimerSchedule
    {
        public override bool TooFrequentToMonitor => period < TimeSpan.FromMinutes(1);

        public override DateTimeOffset Next(DateTimeOffset from) => from + period;
    }
}
