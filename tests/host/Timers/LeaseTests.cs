namespace Pipeline.LocalHost.Tests.Timers;

/// <summary>Of all hosts with one host id the one that holds a timer's lease runs it.</summary>
public sealed class LeaseTests
{
    [ServiceFact]
    public async Task GracefulStop_ReleasesTheTimerAtOnce()
    {
        var setup = Setup.For("Tick").WithStorage().With("Schedule", "00:00:00.100");
        await using (var first = await HostRun.StartAsync(setup))
        {
            await first.EntriesAsync(1, "tick");
            (await first.StopAsync()).ShouldBe(0, first.Output);
        }
        await using var second = await HostRun.StartAsync(setup);
        await second.EntriesAsync(1, "tick");
    }

    [ServiceFact]
    public async Task OfTwoHosts_OneFiresAndTheOtherTakesOverOnceTheHolderIsKilled()
    {
        // The shortest that the real host allows, so that a killed holder's lease takes a quarter of a minute and not a whole one.
        var setup = Setup.For("Tick").WithStorage().With("Schedule", "* * * * * *")
            .With("AzureFunctionsJobHost__singleton__listenerLockPeriod", "00:00:15")
            .With("AzureFunctionsJobHost__singleton__listenerLockRecoveryPollingInterval", "00:00:15");
        await using var holder = await HostRun.StartAsync(setup);
        await holder.EntriesAsync(1, "tick");
        await using var other = await HostRun.StartAsync(setup);
        await holder.EntriesAsync(holder.Entries.Count + 2, "");
        other.Entries.ShouldBe(["open"]);

        await holder.SignalAsync("KILL");

        await other.EntriesAsync(1, "tick");
    }
}
