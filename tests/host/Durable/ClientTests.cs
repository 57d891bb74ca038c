using System.Net;

namespace Pipeline.LocalHost.Tests.Durable;

/// <summary>What a durable client can do to orchestrations.</summary>
public sealed class ClientTests(DurableHost host) : IClassFixture<DurableHost>
{
    [ServiceFact]
    public async Task Events_WakeServeInTheOrderOfArrivalAndAreKeptBeforeTheWait()
    {
        var late = await host.Run.ScheduleAsync("Two");
        await host.Run.ReachesAsync(late, "waiting for a");
        await host.Run.RaiseAsync(late, "a", "1");
        await host.Run.ReachesAsync(late, "waiting for b");
        await host.Run.RaiseAsync(late, "b", "2");
        (await host.Run.EndOfAsync(late)).Output.ShouldBe("\"1, 2\"");

        var early = await host.Run.ScheduleWaitingAsync("Two");
        await host.Run.RaiseAsync(early, "B", "2");
        await host.Run.RaiseAsync(early, "A", "1");
        (await host.Run.EndOfAsync(early)).Output.ShouldBe("\"1, 2\"");

        var same = await host.Run.ScheduleWaitingAsync("Same");
        await host.Run.RaiseAsync(same, "a", "1");
        await host.Run.RaiseAsync(same, "a", "2");
        (await host.Run.EndOfAsync(same)).Output.ShouldBe("\"1, 2\"");
    }

    [ServiceFact]
    public async Task EventWithoutContent_IsDefault_AndOfAnotherTypeFailsTheOrchestration()
    {
        var id = await host.Run.ScheduleWaitingAsync("Two");
        await host.Run.RaiseAsync(id, "a");
        await host.Run.RaiseAsync(id, "b");
        (await host.Run.EndOfAsync(id)).Output.ShouldBe("\", \"");
        var other = await host.Run.ScheduleWaitingAsync("Two");
        await host.Run.RaiseAsync(other, "a", new { Number = 1 });
        (await host.Run.EndOfAsync(other)).Status.ShouldBe("Failed");
    }

    [ServiceFact]
    public async Task EventToAnUnknownOrEndedInstance_ThrowsAndIsLogged()
    {
        (await host.Run.ChangeAsync("nobody", "raise?event=a", "1")).Status.ShouldBe(HttpStatusCode.BadRequest);
        await host.Run.Host.SaysAsync("No instance with ID 'nobody' was found.");
        var ended = await host.Run.ScheduleAsync("Sum", new { A = 1, B = 1 });
        await host.Run.EndOfAsync(ended);
        (await host.Run.ChangeAsync(ended, "raise?event=a", "1")).Status.ShouldBe(HttpStatusCode.BadRequest);
        await host.Run.Host.SaysAsync("because instance is in the Completed state");
    }

    [ServiceFact]
    public async Task UnknownInstance_IsNull() => (await host.Run.GetAsync("nobody")).ShouldBeNull();

    [ServiceFact]
    public async Task ValuesThatWereNotAskedFor_AreNotSent()
    {
        await host.Run.RunAsync("Sum", new { A = 1, B = 1 }, "values");
        var instance = await host.Run.GetAsync("values", "?values=no");
        (instance!.Input, instance.Output).ShouldBe((null, null));
    }

    [ServiceFact]
    public async Task IdThatIsRunning_IsRefused_AndOneThatHasEndedStartsAgainFromNothing()
    {
        await host.Run.ScheduleAsync("Two", id: "again");
        await host.Run.ReachesAsync("again", "waiting for a");
        (await Should.ThrowAsync<InvalidOperationException>(() => host.Run.ScheduleAsync("Two", id: "again"))).Message.ShouldContain("again already exists");
        await host.Run.RaiseAsync("again", "a", "1");
        await host.Run.RaiseAsync("again", "b", "2");
        await host.Run.EndOfAsync("again");
        await host.Run.ScheduleAsync("Two", id: "again");
        await host.Run.ReachesAsync("again", "waiting for a");
        await host.Run.RaiseAsync("again", "a", "3");
        await host.Run.RaiseAsync("again", "b", "4");
        (await host.Run.EndOfAsync("again")).Output.ShouldBe("\"3, 4\"");
    }

    [ServiceFact]
    public async Task StartAt_WaitsUntilThen()
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = await host.Run.ScheduleAsync("Nap", 0, query: "&inSeconds=4");
        // Queues hide a message for whole seconds.
        (await host.Run.EndOfAsync(id)).Updated.ShouldBeGreaterThan(now.AddSeconds(2));
    }

    [ServiceFact]
    public async Task Terminate_EndsItWhereItStandsWithTheGivenOutput()
    {
        var id = await host.Run.ScheduleAsync("Two");
        await host.Run.ReachesAsync(id, "waiting for a");
        (await host.Run.ChangeAsync(id, "terminate", "enough")).Status.ShouldBe(HttpStatusCode.OK);
        var ended = await host.Run.EndOfAsync(id);
        (ended.Status, ended.Output).ShouldBe(("Terminated", "\"enough\""));
        (await host.Run.ChangeAsync(id, "terminate")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [ServiceFact]
    public async Task Suspended_TakesEventsWhenItIsResumed()
    {
        var id = await host.Run.ScheduleAsync("Two");
        await host.Run.ReachesAsync(id, "waiting for a");
        await host.Run.ChangeAsync(id, "suspend");
        await host.Run.BecomesAsync(id, "Suspended");
        await host.Run.RaiseAsync(id, "a", "1");
        await host.Run.RaiseAsync(id, "b", "2");
        (await host.Run.GetAsync(id))!.Status.ShouldBe("Suspended");
        await host.Run.ChangeAsync(id, "resume");
        (await host.Run.EndOfAsync(id)).Output.ShouldBe("\"1, 2\"");
    }

    [ServiceFact]
    public async Task List_FiltersAndGoesThroughAllPages()
    {
        for (var i = 0; i < 5; i++) await host.Run.RunAsync("Sum", new { A = i, B = 1 }, $"list-done-{i}");
        await host.Run.ScheduleAsync("Two", id: "list-open");
        await host.Run.ReachesAsync("list-open", "waiting for a");
        (await host.Run.ListAsync("?prefix=list-done-")).Order().ShouldBe(["list-done-0", "list-done-1", "list-done-2", "list-done-3", "list-done-4"]);
        (await host.Run.ListAsync("?prefix=list-&status=Running&status=Pending")).ShouldBe(["list-open"]);
    }
}
