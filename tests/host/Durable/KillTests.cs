namespace Pipeline.LocalHost.Tests.Durable;

/// <summary>Whatever is killed, orchestrations go on, and repeat nothing but activities whose result was not on record yet.</summary>
public sealed class KillTests
{
    private const int Orchestrations = 12;

    [ServiceTheory]
    [InlineData(1)]
    [InlineData(9)]
    public async Task KilledWorker_EveryOrchestrationEndsRight(int activities)
    {
        await using var run = await DurableRun.StartAsync();
        await ScheduleAsync(run);
        await run.Host.EntriesAsync(activities, "next");
        await HostRun.SignalAsync("KILL", run.Host.Workers[0]);
        await run.Host.WritesAsync("open", times: 2);
        await FinishAsync(run);
    }

    [ServiceTheory]
    [InlineData(1, false)]
    [InlineData(9, false)]
    [InlineData(5, true)]
    public async Task KilledHost_ItsSuccessorEndsEveryOrchestrationRight(int activities, bool workerToo)
    {
        var setup = DurableRun.NewHub();
        await using var first = await DurableRun.StartAsync(setup);
        await ScheduleAsync(first);
        await first.Host.EntriesAsync(activities, "next");
        await first.Host.SignalAsync("KILL");
        if (workerToo) await HostRun.SignalAsync("KILL", first.Host.Workers[0]);
        await using var second = await DurableRun.StartAsync(setup);
        await FinishAsync(second);
    }

    [ServiceFact]
    public async Task KilledHostBesideAnother_IsSucceededByIt()
    {
        var setup = DurableRun.NewHub();
        await using var first = await DurableRun.StartAsync(setup);
        await using var second = await DurableRun.StartAsync(setup);
        await ScheduleAsync(first);
        await Eventually.TrueAsync(
            () => first.Host.Entries.Concat(second.Host.Entries).Count(e => e.StartsWith("next", StringComparison.Ordinal)) > 3, TimeSpan.FromSeconds(60), "activities ran");
        await first.Host.SignalAsync("KILL");
        await FinishAsync(second);
    }

    [ServiceFact]
    public async Task WorkerThatIsKilledInAnActivity_FailsIt_AndAHostThatIsKilledThereRunsItAgain()
    {
        var setup = DurableRun.NewHub();
        await using var first = await DurableRun.StartAsync(setup);
        var lost = await first.ScheduleAsync("Catch", "UntilStopped", "lost");
        await first.Host.EntriesAsync(1, "begin UntilStopped");
        await HostRun.SignalAsync("KILL", first.Host.Workers[0]);
        (await first.EndOfAsync(lost)).Output!.ShouldContain("ended with exit code 137");

        var again = await first.ScheduleAsync("WhoRan", "gate a", "again");
        await first.Host.WritesAsync("begin Gated: gate a");
        await first.Host.SignalAsync("KILL");
        await using var second = await DurableRun.StartAsync(setup);
        await second.Host.WritesAsync("begin Gated: gate a");
        second.Host.OpenGate("a");
        (await second.EndOfAsync(again)).Output.ShouldBe($"\"ran in {second.Host.Workers[0]}\"");
    }

    [ServiceFact]
    public async Task GracefulStop_RecordsWhatRunsAndHandsOver()
    {
        var setup = DurableRun.NewHub();
        await using var first = await DurableRun.StartAsync(setup);
        var id = await first.ScheduleAsync("WhoRan", "gate a");
        await first.Host.WritesAsync("begin Gated: gate a");
        await first.Host.SignalAsync("TERM");
        await first.Host.WritesAsync("told Gated");
        first.Host.OpenGate("a");
        (await first.Host.ExitCodeAsync()).ShouldBe(0, first.Host.Output);
        await using var second = await DurableRun.StartAsync(setup);
        (await second.EndOfAsync(id)).Output.ShouldBe($"\"ran in {first.Host.Workers[0]}\"");
        second.Host.Entries.ShouldNotContain("begin Gated: gate a");
    }

    [ServiceFact]
    public async Task TimerThatOutlivesItsHost_FiresInTheNext()
    {
        var setup = DurableRun.NewHub();
        string id;
        await using (var first = await DurableRun.StartAsync(setup))
        {
            id = await first.ScheduleAsync("Nap", 1000);
            await first.ReachesAsync(id, "napping");
            await first.Host.SignalAsync("KILL");
        }
        await using var second = await DurableRun.StartAsync(setup);
        (await second.EndOfAsync(id)).Status.ShouldBe("Completed");
    }

    private static Task ScheduleAsync(DurableRun run) =>
        Task.WhenAll(Enumerable.Range(0, Orchestrations).Select(i => run.ScheduleAsync("Steps", i, $"steps-{i}")));

    // Raised when it waits for it, so that no event is lost with a host.
    private static async Task FinishAsync(DurableRun run)
    {
        for (var i = 0; i < Orchestrations; i++)
        {
            await run.ReachesAsync($"steps-{i}", "waiting");
            await run.RaiseAsync($"steps-{i}", "go", 100);
        }
        for (var i = 0; i < Orchestrations; i++) (await run.EndOfAsync($"steps-{i}")).Output.ShouldBe($"\"{i + 1}, 100, {i + 2}, {2 * (i + 3)}\"");
    }
}
