namespace Pipeline.LocalHost.Tests.Durable;

/// <summary>Without the tests' short lease and visibility timeouts.</summary>
public sealed class RealTimeoutTests
{
    [ServiceFact]
    public async Task KilledHost_ItsSuccessorRunsTheActivityAgainWithinTheTimeoutsOfHostJson()
    {
        // The shortest that host.json may set; the lease of 30 seconds is the engine's own.
        var setup = DurableRun.NewHub().With("LocalHost__Durable__Lease", null).With("LocalHost__Durable__Visibility", null)
            .With("AzureFunctionsJobHost__extensions__durableTask__storageProvider__controlQueueVisibilityTimeout", "00:01:00")
            .With("AzureFunctionsJobHost__extensions__durableTask__storageProvider__workItemQueueVisibilityTimeout", "00:01:00");
        await using var first = await DurableRun.StartAsync(setup);
        var id = await first.ScheduleAsync("WhoRan", "gate a");
        await first.Host.WritesAsync("begin Gated: gate a");
        await first.Host.SignalAsync("KILL");
        await using var second = await DurableRun.StartAsync(setup);
        second.Host.OpenGate("a");
        (await second.EndOfAsync(id, TimeSpan.FromMinutes(3))).Output.ShouldBe($"\"ran in {second.Host.Workers[0]}\"");
    }
}
