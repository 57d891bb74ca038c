using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Invocation;

namespace Pipeline.LocalHost.Triggers.Timers;

/// <summary>
/// Runs a timer for as long as this process holds it: one run at a time, at once when one was missed or went on past the next.
/// </summary>
internal sealed class TimerRun(
    WorkerFunction function, TimerSchedule schedule, ScheduleStore? store, bool runOnStartup, FunctionExecutor executor, TimeProvider time)
{
    // What Task.Delay takes at once is bounded by some 49 days.
    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(24);

    /// <summary>Returns only by cancellation, and never in the middle of a run.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var status = await StartAsync(stop);
        var pastDue = store is not null && time.GetLocalNow() > status.Next;
        if (pastDue || runOnStartup) status = await TickAsync(status, pastDue, scheduled: false);
        while (true)
        {
            await UntilAsync(status.Next, stop);
            status = await TickAsync(status, pastDue: false, scheduled: true);
        }
    }

    private async Task<TimerStatus> StartAsync(CancellationToken stop)
    {
        var known = store is null ? null : await store.ReadAsync(stop);
        var status = TimerStatus.Adjust(known, schedule, time.GetLocalNow());
        if (store is not null && status != known) await store.WriteAsync(status);
        return status;
    }

    private async Task<TimerStatus> TickAsync(TimerStatus status, bool pastDue, bool scheduled)
    {
        var started = time.GetLocalNow();
        await executor.ExecuteAsync(function, new TriggerInput(TimerJson.Write(pastDue, store is null ? null : status)));
        // A timer that woke a little early must not be due a second time.
        var at = scheduled && status.Next > started ? status.Next : started;
        var next = new TimerStatus(at, schedule.Next(at), at);
        if (store is not null) await store.WriteAsync(next);
        return next;
    }

    private async Task UntilAsync(DateTimeOffset due, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        for (var wait = due - time.GetLocalNow(); wait > TimeSpan.Zero; wait = due - time.GetLocalNow())
            await Task.Delay(wait < MaxDelay ? wait : MaxDelay, time, stop);
    }
}
