using Microsoft.Azure.Functions.Worker;

namespace Shop;

public sealed class Timers(Script script)
{
    [Function("Tick")]
    public static void Tick([TimerTrigger("%Schedule%")] TimerInfo timer) => Script.Write($"tick {Describe(timer)}");

    [Function("TickSlowly")]
    public Task TickSlowly([TimerTrigger("%Schedule%")] TimerInfo timer, CancellationToken token) =>
        script.PlayAsync("TickSlowly", timer.IsPastDue ? "past due" : "gate slowly", token);

    [Function("TickFailing")]
    public static void TickFailing([TimerTrigger("%Schedule%")] TimerInfo timer)
    {
        Script.Write($"failing {Describe(timer)}");
        throw new InvalidOperationException("it fails each time");
    }

    [Function("TickOnce")]
    public static void TickOnce([TimerTrigger("%Schedule%", RunOnStartup = true, UseMonitor = false)] TimerInfo timer) =>
        Script.Write($"once {Describe(timer)}");

    [Function("TickYearly")]
    public static void TickYearly([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer) => Script.Write($"yearly {Describe(timer)}");

    private static string Describe(TimerInfo timer) =>
        $"{(timer.IsPastDue ? "past due" : "due")} {(timer.ScheduleStatus is { } status ? $"{status.Next.ToUniversalTime():yyyy-MM-dd}" : "unmonitored")}";
}
