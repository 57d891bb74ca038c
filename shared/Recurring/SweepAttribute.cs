namespace Pipeline.Recurring;

/// <summary>
/// Names a sweep and says when it looks; goes on a class that implements <see cref="ISweep{TArgs}"/> once. A sweep is a recurring job: visible
/// and switchable as others are, retried when it fails, and never run while its last run has no outcome. Checked at start.
/// </summary>
/// <param name="name">The name of the sweep's job: 1 to 100 letters, digits, <c>.</c>, <c>-</c>, <c>_</c>.</param>
/// <param name="schedule">Six fields, as for <see cref="RecurringAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SweepAttribute(string name, string schedule) : Attribute
{
    public string Name { get; } = name;

    public string Schedule { get; } = schedule;

    /// <summary>The id of a time zone, such as <c>Europe/Berlin</c>.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>How many jobs a run enqueues at most, 1 to 100,000; what is beyond waits for the next run.</summary>
    public int Limit { get; set; } = 1_000;

    /// <summary>How long one run may take, <c>hh:mm:ss</c>; up to 20 minutes.</summary>
    public string TimeLimit { get; set; } = "00:01:00";
}
