using Pipeline.Emulator.Tests.Processes;

namespace Pipeline.Emulator.Tests.Timers;

public sealed class LeaseTests
{
    // The shortest that the host allows, so that the test of a killed holder takes half a minute and not two.
    private const string QuickLeases =
        """{ "version": "2.0", "singleton": { "listenerLockPeriod": "00:00:15", "listenerLockRecoveryPollingInterval": "00:00:15" } }""";

    [ServiceFact]
    public async Task OfTwoProcesses_OneFiresAndTheOtherTakesOverOnceTheHolderIsKilled()
    {
        var settings = Setup.ForTimers().Settings;
        await using var holder = await AppProcess.StartAsync(typeof(EverySecond), settings, QuickLeases);
        await holder.SaysAsync("tick");
        await using var other = await AppProcess.StartAsync(typeof(EverySecond), settings, QuickLeases);
        await holder.SaysAsync("tick 3");
        other.Lines.ShouldNotContain(line => line.StartsWith("tick", StringComparison.Ordinal));

        await holder.SignalAsync("KILL");

        await other.SaysAsync("tick", TimeSpan.FromSeconds(45));
    }

    [ServiceFact]
    public async Task GracefulStop_ReleasesTheTimerAtOnce()
    {
        var setup = Setup.ForTimers();
        setup.Settings["Schedule"] = "00:00:00.100";
        await using (var first = await EmulatedApp.StartAsync(setup, typeof(ScheduleTests.Ticking))) await first.Journal.UntilAsync(1);
        await using var second = await EmulatedApp.StartAsync(setup, typeof(ScheduleTests.Ticking));
        await second.Journal.UntilAsync(1, seconds: 12);
    }

    public static class EverySecond
    {
        private static int _ticks;

        [Function("EverySecond")]
        public static void Run([TimerTrigger("* * * * * *")] TimerInfo timer)
        {
            timer.ShouldNotBeNull();
            Console.WriteLine($"tick {++_ticks}");
        }
    }
}
