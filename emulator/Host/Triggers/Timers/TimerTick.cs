using Microsoft.Azure.Functions.Worker;

namespace Pipeline.Emulator.Triggers.Timers;

/// <summary>One run of a timer.</summary>
internal sealed class TimerTick(TimerInfo info) : TriggerData
{
    public TimerInfo Info => info;
}
