using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Pipeline.Emulator.Tests.Durable;

public sealed class EventTests
{
    [ServiceFact]
    public async Task EventAfterTheWait_WakesTheOrchestration()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var id = await app.ScheduleAsync("Two");
        await app.ReachesAsync(id, "waiting for a");
        await app.Client.RaiseEventAsync(id, "a", "1");
        await app.ReachesAsync(id, "waiting for b");
        await app.Client.RaiseEventAsync(id, "b", "2");
        (await app.EndOfAsync(id)).ReadOutputAs<string>().ShouldBe("1, 2");
    }

    [ServiceFact]
    public async Task EventBeforeTheWait_IsKept()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var id = await app.ScheduleAsync("Two");
        await app.Client.RaiseEventAsync(id, "B", "2");
        await app.Client.RaiseEventAsync(id, "A", "1");
        (await app.EndOfAsync(id)).ReadOutputAs<string>().ShouldBe("1, 2");
    }

    [ServiceFact]
    public async Task SameEventTwice_ServesTwoWaitsInTheOrderOfArrival()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var id = await app.ScheduleAsync("Same");
        await app.Client.RaiseEventAsync(id, "a", "1");
        await app.Client.RaiseEventAsync(id, "a", "2");
        (await app.EndOfAsync(id)).ReadOutputAs<string>().ShouldBe("1, 2");
    }

    [ServiceFact]
    public async Task EventThatNobodyWaitsFor_IsHarmless()
    {
        // The last one may come after the end.
        await using var app = await DurableApp.StartAsync(LenientHub(), typeof(Functions));
        var id = await app.ScheduleAsync("Two");
        foreach (var name in (string[])["a", "a", "c", "b", "b"]) await app.Client.RaiseEventAsync(id, name, name);
        (await app.EndOfAsync(id)).ReadOutputAs<string>().ShouldBe("a, b");
    }

    [ServiceFact]
    public async Task EventWithoutContent_IsDefault()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var id = await app.ScheduleAsync("Two");
        await app.Client.RaiseEventAsync(id, "a", CancellationToken.None);
        await app.Client.RaiseEventAsync(id, "b");
        (await app.EndOfAsync(id)).ReadOutputAs<string>().ShouldBe(", ");
    }

    [ServiceFact]
    public async Task EventOfAnotherType_FailsTheOrchestration()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var id = await app.ScheduleAsync("Two");
        await app.Client.RaiseEventAsync(id, "a", new { Number = 1 });
        (await app.EndOfAsync(id)).FailureDetails!.ErrorType.ShouldBe("System.Text.Json.JsonException");
    }

    [ServiceFact]
    public async Task EventToAnUnknownOrEndedInstance_IsDroppedSilentlyWhereHostJsonSaysSo()
    {
        await using var app = await DurableApp.StartAsync(LenientHub(), typeof(Functions));
        await app.Client.RaiseEventAsync("nobody", "a", "1");
        var ended = await app.RunAsync("Nothing");
        await app.Client.RaiseEventAsync(ended.InstanceId, "a", "1");
        (await app.Client.GetInstanceAsync(ended.InstanceId))!.LastUpdatedAt.ShouldBe(ended.LastUpdatedAt);
    }

    [ServiceFact]
    public async Task EventToAnUnknownOrEndedInstance_Throws()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        (await RefusalAsync("nobody")).ShouldBe("No instance with ID 'nobody' was found.");
        var ended = await app.RunAsync("Nothing");
        (await RefusalAsync(ended.InstanceId)).ShouldContain("because instance is in the Completed state");

        async Task<string> RefusalAsync(string id) =>
            (await Should.ThrowAsync<RpcException>(() => app.Client.RaiseEventAsync(id, "a", "1"))).InnerException!.Message;
    }

    [ServiceFact]
    public async Task EventFromAnotherProcess_IsSeenAtTheNextPoll()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        // It has a client and no durable function, so it never runs an orchestration.
        await using var other = await DurableApp.StartAsync(app.Setup, typeof(ClientTests.OnlyAClient));
        var id = await other.ScheduleAsync("Two");
        await other.ReachesAsync(id, "waiting for a");
        await other.Client.RaiseEventAsync(id, "a", "1");
        await other.Client.RaiseEventAsync(id, "b", "2");
        (await other.EndOfAsync(id)).ReadOutputAs<string>().ShouldBe("1, 2");
    }

    private static Setup LenientHub()
    {
        var setup = DurableApp.NewHub();
        setup.Settings["AzureFunctionsJobHost:extensions:durableTask:throwStatusExceptionsOnRaiseEvent"] = "false";
        return setup;
    }

    public static class Functions
    {
        [Function("Two")]
        public static async Task<string> Two([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            context.SetCustomStatus("waiting for a");
            var a = await context.WaitForExternalEvent<string>("a");
            context.SetCustomStatus("waiting for b");
            var b = await context.WaitForExternalEvent<string>("b");
            return $"{a}, {b}";
        }

        [Function("Same")]
        public static async Task<string> Same([OrchestrationTrigger] TaskOrchestrationContext context) =>
            $"{await context.WaitForExternalEvent<string>("a")}, {await context.WaitForExternalEvent<string>("a")}";

        [Function("Nothing")]
        public static void Nothing([OrchestrationTrigger] TaskOrchestrationContext context) => context.IsReplaying.ShouldBeFalse();
    }
}
