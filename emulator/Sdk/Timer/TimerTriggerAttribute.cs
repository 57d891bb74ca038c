using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function on a schedule, on one of all processes of the app.</summary>
/// <param name="schedule">A six-field NCRONTAB expression, a time span, or <c>%Setting%</c> for either.</param>
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    public string Schedule { get; } = schedule;

    /// <summary>Remembers the last run, so that a missed one is made up for. Has no effect on schedules of less than a minute.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Runs once as soon as the process holds the timer.</summary>
    public bool RunOnStartup { get; set; }
}
