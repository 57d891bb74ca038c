namespace Pipeline.Emulator.Tests.Timers;

public sealed class ScheduleTests
{
    [ServiceTheory]
    [InlineData("* * * * * *")]
    [InlineData("00:00:00.500")]
    public async Task Timer_FiresOnItsSchedule(string schedule)
    {
        await using var app = await EmulatedApp.StartAsync(With(schedule), typeof(Ticking));
        await app.Journal.UntilAsync(3);
        app.Journal.Entries.ShouldAllBe(entry => entry == "due, status=none");
    }

    [ServiceFact]
    public async Task ScheduleInTheSettings_StandsAboveTheOneInTheCode()
    {
        var setup = With("0 0 0 1 1 *");
        setup.Settings["Emulator:Schedules:Ticking"] = "00:00:00.100";
        await using var app = await EmulatedApp.StartAsync(setup, typeof(Ticking));
        await app.Journal.UntilAsync(2);
    }

    [ServiceFact]
    public async Task Timer_DoesNotOverlapItself()
    {
        await using var app = await EmulatedApp.StartAsync(With("00:00:00.100"), typeof(Slow));
        await app.Journal.UntilAsync(4);
        app.Journal.MostRunning.ShouldBe(1);
    }

    [ServiceFact]
    public async Task RunOnStartup_RunsAtOnce()
    {
        await using var app = await EmulatedApp.StartAsync(With("0 0 0 1 1 *"), typeof(OnStartup));
        await app.Journal.UntilAsync(1);
    }

    [ServiceFact]
    public async Task FailingRun_IsNotRepeatedAndTheNextOneComes()
    {
        await using var app = await EmulatedApp.StartAsync(With("00:00:00.200"), typeof(Failing));
        await app.Journal.UntilAsync(2);
    }

    [ServiceTheory]
    [InlineData(null, "'%Schedule%' does not resolve to a value.")]
    [InlineData("sometimes", "The schedule expression 'sometimes' was not recognized as a valid cron expression or timespan string.")]
    public async Task ScheduleThatIsMissingOrWrong_DisablesTheFunction(string? schedule, string message)
    {
        await using var app = await EmulatedApp.StartAsync(With(schedule), typeof(Ticking));
        app.Logs.Has(message).ShouldBeTrue();
        app.Logs.Has("Function 'Functions.Ticking' failed indexing and will be disabled.").ShouldBeTrue();
    }

    [Fact]
    public async Task StorageThatIsNotSet_IsRefusedByName()
    {
        var setup = new Setup { Settings = { ["Schedule"] = "00:01:00", ["AzureWebJobsStorage"] = "" } };
        var refusal = await Should.ThrowAsync<UncoveredException>(() => EmulatedApp.StartAsync(setup, typeof(Ticking)));
        refusal.Problems.Single().ShouldStartWith("function 'Ticking', parameter 'timer': the setting 'AzureWebJobsStorage' is missing");
    }

    private static Setup With(string? schedule)
    {
        var setup = Setup.ForTimers();
        setup.Settings["Schedule"] = schedule;
        return setup;
    }

    public sealed class Ticking(Journal journal)
    {
        [Function("Ticking")]
        public void Run([TimerTrigger("%Schedule%")] TimerInfo timer) =>
            journal.Write($"{(timer.IsPastDue ? "past due" : "due")}, status={(timer.ScheduleStatus is null ? "none" : "there")}");
    }

    public sealed class Slow(Journal journal)
    {
        [Function("Slow")]
        public Task Run([TimerTrigger("%Schedule%")] TimerInfo timer, CancellationToken token) => journal.RunAsync(async () =>
        {
            await Task.Delay(300, token);
            journal.Write($"{timer.IsPastDue}");
        });
    }

    public sealed class OnStartup(Journal journal)
    {
        [Function("OnStartup")]
        public void Run([TimerTrigger("%Schedule%", RunOnStartup = true)] TimerInfo timer) => journal.Write($"{timer.IsPastDue}");
    }

    public sealed class Failing(Journal journal)
    {
        [Function("Failing")]
        public void Run([TimerTrigger("%Schedule%")] TimerInfo timer)
        {
            journal.Write($"{timer.IsPastDue}");
            throw new InvalidOperationException("failed");
        }
    }
}
