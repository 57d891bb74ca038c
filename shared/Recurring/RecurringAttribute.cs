namespace Pipeline.Recurring;

/// <summary>
/// Enqueues a job by itself, once per tick however many processes run; goes on a handler class with a <c>[Job]</c> whose arguments have a
/// parameterless constructor. Checked at start.
/// </summary>
/// <param name="schedule">
/// Six fields, <c>second minute hour day month weekday</c>, as timer triggers of Azure Functions have them. <c>0 */5 * * * *</c> is every five minutes.
/// </param>
/// <remarks>
/// Schedules are read on the clock of <see cref="TimeZone"/>. With <c>*</c> as hour, ticks keep their distance when the clock is changed. Any other
/// tick that falls into the hour left out runs when the clock is put forward, and one in the hour that comes twice runs the first time only.
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
