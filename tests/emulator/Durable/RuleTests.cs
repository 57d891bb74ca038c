using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Pipeline.Emulator.Tests.Durable;

public sealed class RuleTests
{
    [ServiceTheory]
    [InlineData("AwaitsAtOnce")]
    [InlineData("AwaitsLater")]
    [InlineData("AwaitsBeforeAnActivity")]
    [InlineData("AwaitsWithAnOpenActivity")]
    [InlineData("LeavesTheThread")]
    [InlineData("AwaitsWithAnOpenEvent")]
    public async Task AwaitOfAnythingForeign_FailsTheOrchestration(string name)
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var ended = await app.RunAsync(name);
        ended.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        ended.FailureDetails!.ErrorType.ShouldBe("System.InvalidOperationException");
        ended.FailureDetails.ErrorMessage.ShouldStartWith("An invalid asynchronous invocation was detected.");
    }

    [ServiceFact]
    public async Task InputOfTheVeryType_IsBound()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        (await app.RunAsync("TakesARecord", new Order(7))).ReadOutputAs<string>().ShouldBe("Order { Number = 7 }");
    }

    [ServiceFact]
    public async Task InputOfAnInterfaceOrBaseType_IsNull()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        (await app.RunAsync("TakesAList", new[] { 1 })).ReadOutputAs<string>().ShouldBe("null");
        (await app.RunAsync("TakesAnObject", new Order(7))).ReadOutputAs<string>().ShouldBe("null");
    }

    [ServiceFact]
    public async Task InputThatIsNoSuchValue_FailsTheOrchestration()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        (await app.RunAsync("TakesARecord", "seven")).FailureDetails!.ErrorType.ShouldBe("System.Text.Json.JsonException");
    }

    [ServiceFact]
    public async Task NoInputForAValueType_FailsTheOrchestration()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        (await app.RunAsync("TakesANumber")).FailureDetails!.ErrorMessage.ShouldContain("Could not populate the value for 'input' parameter");
        (await app.RunAsync("TakesANumber", 7)).ReadOutputAs<string>().ShouldBe("7");
    }

    [ServiceFact]
    public async Task OrchestratorThatDoesNotExist_FailsTheOrchestration()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        (await app.RunAsync("Nowhere")).FailureDetails!.ErrorMessage
            .ShouldContain("'Nowhere' doesn't exist, is disabled, or is not an orchestrator function");
    }

    [ServiceTheory]
    [InlineData("Add", "Multiply", "#0, and this replay has activity 'Multiply' there")]
    [InlineData("Add", "a timer", "#0, and this replay has a timer there")]
    [InlineData("a timer", "Add", "#0, and this replay has activity 'Add' there")]
    [InlineData("Add", "nothing", "#0, and this replay has not (yet?) scheduled it")]
    public async Task ReplayThatDiffersFromTheHistory_FailsTheOrchestration(string before, string now, string problem)
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        app.Journal.Write(before);
        await app.ScheduleAsync("Changing", id: "a");
        await Eventually.TrueAsync(
            async () => (await app.HistoryAsync("a")).Count > 0, TimeSpan.FromSeconds(20), "the first turn is on record");
        app.Journal.Write(now);
        await app.Client.RaiseEventAsync("a", "go");
        var failure = (await app.EndOfAsync("a")).FailureDetails!;
        failure.ErrorType.ShouldBe("DurableTask.Core.Exceptions.NonDeterministicOrchestrationException");
        failure.ErrorMessage.ShouldContain(problem);
    }

    [ServiceFact]
    public async Task Replay_TellsItselfAndKeepsTheLoggerQuiet()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        (await app.RunAsync("Logs")).ReadOutputAs<string>().ShouldBe("False");
        app.Logs.Lines.Count(line => line.Contains("quietly 1", StringComparison.Ordinal)).ShouldBe(1);
        app.Logs.Lines.Count(line => line.Contains("quietly 2", StringComparison.Ordinal)).ShouldBe(1);
        app.Journal.Entries.ShouldBe(["replaying: False", "replaying: True", "replaying: True"]);
    }

    [ServiceFact]
    public async Task CustomStatus_IsThatOfTheLatestTurn()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        (await app.RunAsync("TakesAnObject")).SerializedCustomStatus.ShouldBeNull();
        (await app.RunAsync("Logs")).ReadCustomStatusAs<string>().ShouldBe("second");
    }

    [ServiceFact]
    public async Task History_HasOneEntryForEachThingThatHappened()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        await app.RunAsync("Logs", id: "a");
        (await app.HistoryAsync("a")).ShouldBe([
            "OrchestratorStarted", "ExecutionStarted", "TaskScheduled",
            "OrchestratorStarted", "TaskCompleted", "TimerCreated",
            "OrchestratorStarted", "TimerFired", "ExecutionCompleted"]);
    }

    public sealed record Order(int Number);

    [SuppressMessage("Performance", "CA1822", Justification = "The app makes an instance to inject the journal.")]
    public sealed class Functions(Journal journal)
    {
        [Function("AwaitsAtOnce")]
        public static Task AwaitsAtOnce([OrchestrationTrigger] TaskOrchestrationContext context) =>
            Task.Delay(context.InstanceId.Length, CancellationToken.None);

        [Function("AwaitsLater")]
        public static async Task AwaitsLater([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync<int>("Add", 1);
            await Task.Delay(10, CancellationToken.None);
        }

        [Function("AwaitsBeforeAnActivity")]
        public static async Task AwaitsBeforeAnActivity([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            context.SetCustomStatus("begun");
            await Task.Run(() => { }, CancellationToken.None).ContinueWith(_ => Task.Delay(10), TaskScheduler.Default).Unwrap();
            await context.CallActivityAsync<int>("Add", 1);
        }

        [Function("AwaitsWithAnOpenActivity")]
        public static async Task AwaitsWithAnOpenActivity([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            var open = context.CallActivityAsync<int>("Add", 1);
            await Task.Delay(10, CancellationToken.None);
            await open;
        }

        [Function("LeavesTheThread")]
        public static async Task LeavesTheThread([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync<int>("Add", 1).ConfigureAwait(false);
            await context.CallActivityAsync<int>("Add", 1);
        }

        [Function("AwaitsWithAnOpenEvent")]
        public static async Task AwaitsWithAnOpenEvent([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            var never = context.WaitForExternalEvent<string>("never");
            await Task.Delay(10, CancellationToken.None);
            context.SetCustomStatus("waited");
            await never;
        }

        [Function("TakesARecord")]
        public static string TakesARecord([OrchestrationTrigger] TaskOrchestrationContext context, Order input) => $"{input}";

        [Function("TakesAList")]
        public static string TakesAList([OrchestrationTrigger] TaskOrchestrationContext context, IReadOnlyList<int>? input) =>
            input is null ? "null" : "list";

        [Function("TakesAnObject")]
        public static string TakesAnObject([OrchestrationTrigger] TaskOrchestrationContext context, object? input) =>
            input is null ? "null" : "object";

        [Function("TakesANumber")]
        public static string TakesANumber([OrchestrationTrigger] TaskOrchestrationContext context, int input) => $"{input}";

        [Function("Changing")]
        public async Task Changing([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            var go = context.WaitForExternalEvent<object>("go");
            var now = journal.Entries[^1];
            if (now == "a timer") _ = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            else if (now != "nothing") _ = context.CallActivityAsync<int>(now, 1);
            await go;
        }

        [Function("Logs")]
        public async Task<string> Logs([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            var logger = context.CreateReplaySafeLogger<RuleTests>();
            journal.Write($"replaying: {context.IsReplaying}");
            context.SetCustomStatus("first");
            Say(logger, 1);
            await context.CallActivityAsync<int>("Add", 1);
            await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            Say(logger, 2);
            context.SetCustomStatus("second");
            return $"{context.IsReplaying}";
        }

        [Function("Add")]
        public static int Add([ActivityTrigger] int number) => number + 1;

        private static void Say(ILogger logger, int number)
        {
#pragma warning disable CA1848, CA2254
            logger.LogInformation("quietly " + number);
#pragma warning restore CA1848, CA2254
        }
    }
}
