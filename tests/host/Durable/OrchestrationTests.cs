namespace Pipeline.LocalHost.Tests.Durable;

/// <summary>Orchestrators and activities of a real worker on the real engine.</summary>
public sealed class OrchestrationTests(DurableHost host) : IClassFixture<DurableHost>
{
    [ServiceFact]
    public async Task Results_ComeBackToTheOrchestrator()
    {
        var ended = await host.Run.RunAsync("Sum", new { A = 3, B = 4 });
        (ended.Name, ended.Status, ended.Output, ended.Input).ShouldBe(("Sum", "Completed", "14", """{"A":3,"B":4}"""));
    }

    [ServiceFact]
    public async Task Failure_IsATaskFailedExceptionThatNamesTheException() =>
        (await host.Run.RunAsync("Catch", "Fail")).Output.ShouldBe(
            "\"System.InvalidOperationException: not today | Task \\u0027Fail\\u0027 (#0) failed with an unhandled exception: not today | System.FormatException\"");

    [ServiceFact]
    public async Task FailureThatNobodyCatches_FailsTheOrchestrationAndItsParentCanCatchIt()
    {
        (await host.Run.RunAsync("Uncaught")).Status.ShouldBe("Failed");
        (await host.Run.RunAsync("ParentOfFailing")).Output.ShouldBe("\"Uncaught: Microsoft.DurableTask.TaskFailedException\"");
    }

    [ServiceFact]
    public async Task ActivityThatDoesNotExist_FailsAsATask() => (await host.Run.RunAsync("Catch", "Nowhere")).Output!
        .ShouldContain("doesn\\u0027t exist, is disabled, or is not an activity function");

    [ServiceFact]
    public async Task RetryPolicy_TriesAgainUntilItSucceedsAndCountsTheFirstTry()
    {
        (await host.Run.RunAsync("Retry", new { FailFirst = 2, Allowed = 5 })).Output.ShouldBe("\"attempt 3\"");
        (await host.Run.RunAsync("Retry", new { FailFirst = 9, Allowed = 3 }, "gives-up")).Status.ShouldBe("Failed");
        host.Run.Host.Entries.Where(e => e.EndsWith("gives-up", StringComparison.Ordinal))
            .ShouldBe(["attempt 1 of 9 gives-up", "attempt 2 of 9 gives-up", "attempt 3 of 9 gives-up"]);
    }

    [ServiceFact]
    public async Task WhenAll_RunsActivitiesSideBySide()
    {
        var id = await host.Run.ScheduleAsync("FanOut", 8);
        await host.Run.Host.EntriesAsync(8, "begin Blocked");
        host.Run.Host.OpenGate("blocked");
        (await host.Run.EndOfAsync(id)).Output.ShouldBe("[0,1,2,3,4,5,6,7]");
    }

    [ServiceFact]
    public async Task SubOrchestrations_RunUnderTheirIds()
    {
        (await host.Run.RunAsync("Parent", 3, "family")).Output.ShouldBe("\"2,4,6\"");
        (await host.Run.GetAsync("family-2"))!.Output.ShouldBe("6");
    }

    [ServiceFact]
    public async Task Timer_FiresWhenItIsDueAndNotBefore()
    {
        var waited = double.Parse((await host.Run.RunAsync("Nap", 3000)).Output!, System.Globalization.CultureInfo.InvariantCulture);
        // Queues hide a message for whole seconds.
        waited.ShouldBeInRange(2000, 30_000);
        (await host.Run.RunAsync("Nap", -300_000)).Status.ShouldBe("Completed");
    }

    [ServiceFact]
    public async Task TimerAndEvent_WhateverComesFirstCounts()
    {
        (await host.Run.RunAsync("Race", 100)).Output.ShouldBe("\"timer\"");
        var id = await host.Run.ScheduleWaitingAsync("Race", 3_600_000);
        await host.Run.RaiseAsync(id, "go", "event");
        (await host.Run.EndOfAsync(id)).Output.ShouldBe("\"event\"");
    }

    [ServiceFact]
    public async Task ContinueAsNew_GoesOnWithItsEventsAndAHistoryOfItsOwn()
    {
        var id = await host.Run.ScheduleWaitingAsync("CountDown", 4);
        await host.Run.RaiseAsync(id, "kept", "early");
        var ended = await host.Run.EndOfAsync(id);
        (ended.Output, ended.Input).ShouldBe(("\"early at 0\"", "0"));
    }

    [ServiceFact]
    public async Task OrchestratorThatDoesNotExist_IsRefusedAtItsStart()
    {
        var refusal = await Should.ThrowAsync<InvalidOperationException>(() => host.Run.ScheduleAsync("Nowhere"));
        refusal.Message.ShouldContain("'Nowhere' doesn't exist, is disabled, or is not an orchestrator function");
    }

    [ServiceFact]
    public async Task FiftyAtOnce_AllEndRight()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => host.Run.ScheduleAsync("Steps", i, $"many-{i}")));
        for (var i = 0; i < 50; i++)
        {
            await host.Run.ReachesAsync($"many-{i}", "waiting");
            await host.Run.RaiseAsync($"many-{i}", "go", 100);
        }
        for (var i = 0; i < 50; i++) (await host.Run.EndOfAsync($"many-{i}")).Output.ShouldBe($"\"{i + 1}, 100, {i + 2}, {2 * (i + 3)}\"");
    }
}
