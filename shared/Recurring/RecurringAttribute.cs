namespace Pipeline.Recurring;

/// <summary>
/// Enqueues a job by itself, once per tick however many processes run; goes on a handler class with a <c>[Job]</c> whose arguments have a
/// parameterless constructor. Checked at start.
/// </summary>
/// <param name="schedule">
/// A cron expression of six fields, <c>second minute hour day month weekday</c>, as Cronos reads them. <c>0 */5 * * * *</c> is every five minutes. Where day and
/// weekday are both restricted, both must match.
/// </param>
/// <remarks>
/// Schedules are read on the clock of <see cref="TimeZone"/>. When the clock is put forward, occurrences in the skipped time run once, at the change. When it is
/// put back, a schedule at fixed times (<c>0 30 2 * * *</c>) runs the first time only; an interval, with <c>*</c>, <c>-</c> or <c>/</c> as second, minute or hour
/// (<c>0 */15 * * * *</c>), runs both times.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RecurringAttribute(string schedule) : Attribute
{
    public string Schedule { get; } = schedule;

    /// <summary>The id of a time zone, such as <c>Europe/Berlin</c>.</summary>
    public string TimeZone { get; set; } = "UTC";

    public MissedTicks Missed { get; set; } = MissedTicks.Skip;

    /// <summary>False: a tick is passed over while the job of an earlier one has no outcome yet.</summary>
    public bool Overlap { get; set; } = true;
}
