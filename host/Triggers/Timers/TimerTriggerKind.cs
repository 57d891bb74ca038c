using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Invocation;
using Pipeline.LocalHost.Settings;

namespace Pipeline.LocalHost.Triggers.Timers;

/// <summary>Schedules. Of all hosts with the same host id the one that holds a function's lease runs it.</summary>
internal sealed class TimerTriggerKind(
    HostSettings settings, HostJson host, HostStorage storage, FunctionExecutor executor, ILoggerFactory loggers, TimeProvider time) : ITriggerKind
{
    public string Type => "timerTrigger";

    public IEnumerable<string> Problems(WorkerFunction function)
    {
        string? problem = null;
        try
        {
            storage.Require();
            ScheduleOf(function);
        }
        catch (UnsupportedException e)
        {
            problem = string.Join("; ", e.Problems);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            problem = e.Message;
        }
        if (problem is not null) yield return problem;
    }

    public Task<ITriggerListener> IndexAsync(WorkerFunction function, CancellationToken cancellationToken)
    {
        var schedule = ScheduleOf(function);
        var name = $"Host.{function.LogName}";
        var logger = loggers.CreateLogger("Host.Triggers.Timer");
        var monitored = function.Trigger.Property("useMonitor") is null || function.Trigger.Flag("useMonitor");
        var status = monitored && !schedule.TooFrequentToMonitor ? new ScheduleStore(storage, name, logger) : null;
        var run = new TimerRun(function, schedule, status, function.Trigger.Flag("runOnStartup"), executor, time);
        var lease = new TimerLease(storage, $"{name}.Listener", host, time, logger);
        return Task.FromResult<ITriggerListener>(new TimerListener(function.Name, run, lease, logger));
    }

    private TimerSchedule ScheduleOf(WorkerFunction function) =>
        TimerSchedule.Parse(settings.Schedule(function.Name) ?? settings.Resolve(function.Trigger.Text("schedule") ?? ""), time);
}
