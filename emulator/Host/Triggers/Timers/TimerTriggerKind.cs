using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Logging;
using Pipeline.Emulator.Functions;
using Pipeline.Emulator.Invocation;
using Pipeline.Emulator.Settings;

namespace Pipeline.Emulator.Triggers.Timers;

/// <summary>Schedules. Of all processes with the same host id the one that holds a function's lease runs it.</summary>
internal sealed class TimerTriggerKind(
    HostSettings settings, HostJson host, HostStorage storage, FunctionExecutor executor, ILoggerFactory loggers, TimeProvider time) : ITriggerKind
{
    public Type Attribute => typeof(TimerTriggerAttribute);

    public ParameterBinding BindTrigger(ParameterInfo parameter, TriggerBindingAttribute attribute)
    {
        if (parameter.ParameterType != typeof(TimerInfo)) throw new UncoveredException($"a timer binds to TimerInfo, not to {parameter.ParameterType}");
        storage.Require();
        return (trigger, _) => ((TimerTick)trigger).Info;
    }

    public ParameterBinding? BindData(ParameterInfo parameter, TriggerBindingAttribute attribute) => null;

    public bool MayReturn(Type result) => false;

    public Task<ITriggerListener> IndexAsync(FunctionDescriptor function, CancellationToken cancellationToken)
    {
        var trigger = (TimerTriggerAttribute)function.Trigger;
        var schedule = TimerSchedule.Parse(settings.Schedule(function.Name) ?? settings.Resolve(trigger.Schedule), time);
        var name = $"Host.{function.LogName}";
        var logger = loggers.CreateLogger("Host.Triggers.Timer");
        var status = trigger.UseMonitor && !schedule.TooFrequentToMonitor ? new ScheduleStore(storage, name, logger) : null;
        var run = new TimerRun(function, schedule, status, trigger.RunOnStartup, executor, time);
        var lease = new TimerLease(storage, $"{name}.Listener", host, time, logger);
        return Task.FromResult<ITriggerListener>(new TimerListener(function.Name, run, lease, logger));
    }
}
