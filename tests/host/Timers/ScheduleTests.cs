namespace Pipeline.LocalHost.Tests.Timers;

public sealed class ScheduleTests
{
    [ServiceTheory]
    [InlineData("* * * * * *")]
    [InlineData("00:00:00.500")]
    public async Task Timer_FiresOnItsScheduleAndDoesNotOverlapItself(string schedule)
    {
        await using var run = await HostRun.StartAsync(Setup.For("Tick", "TickSlowly").WithStorage().With("Schedule", schedule));
        (await run.EntriesAsync(3, "tick ")).ShouldAllBe(entry => entry == "tick due unmonitored");
        run.Entries.Count(entry => entry.StartsWith("begin TickSlowly", StringComparison.Ordinal)).ShouldBe(1);
        run.OpenGate("slowly");
        await run.EntriesAsync(2, "end TickSlowly");
        (await run.StopAsync()).ShouldBe(0, run.Output);
    }

    [ServiceFact]
    public async Task ScheduleInTheSettings_StandsAboveTheOneInTheCode()
    {
        await using var run = await HostRun.StartAsync(Setup.For("TickYearly").WithStorage().With("LocalHost__Schedules__TickYearly", "00:00:00.100"));
        await run.EntriesAsync(2, "yearly due");
    }

    [ServiceFact]
    public async Task RunOnStartup_RunsAtOnceAndWithoutMonitorKnowsNoStatus()
    {
        await using var run = await HostRun.StartAsync(Setup.For("TickOnce").WithStorage().With("Schedule", "0 0 0 1 1 *"));
        await run.WritesAsync("once due unmonitored");
    }

    [ServiceFact]
    public async Task FailingRun_IsNotRepeatedAndTheNextOneComes()
    {
        await using var run = await HostRun.StartAsync(Setup.For("TickFailing").WithStorage().With("Schedule", "00:00:00.200"));
        await run.EntriesAsync(2, "failing due");
        await run.SaysAsync("it fails each time");
    }
}
