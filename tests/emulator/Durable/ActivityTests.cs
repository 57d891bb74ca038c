using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Pipeline.Emulator.Tests.Durable;

public sealed class ActivityTests
{
    [ServiceFact]
    public async Task Results_ComeBackToTheOrchestrator()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var ended = await app.RunAsync("Sum", new Numbers(3, 4));
        ended.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
        ended.ReadOutputAs<int>().ShouldBe(14);
        ended.ReadInputAs<Numbers>().ShouldBe(new Numbers(3, 4));
        (ended.Name, ended.IsCompleted, ended.IsRunning).ShouldBe(("Sum", true, false));
    }

    [ServiceFact]
    public async Task Failure_IsATaskFailedExceptionThatNamesTheException()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        (await app.RunAsync("Catch", "Fail")).ReadOutputAs<string>()
            .ShouldBe("System.InvalidOperationException: not today | Task 'Fail' (#0) failed with an unhandled exception: not today | True | " +
                "System.FormatException");
    }

    [ServiceFact]
    public async Task FailureThatNobodyCatches_FailsTheOrchestration()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var ended = await app.RunAsync("Uncaught");
        ended.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        ended.FailureDetails!.ErrorType.ShouldBe("Microsoft.DurableTask.TaskFailedException");
        ended.FailureDetails.InnerFailure!.ErrorType.ShouldBe("System.InvalidOperationException");
    }

    [ServiceFact]
    public async Task ActivityThatDoesNotExist_FailsAsATask()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        (await app.RunAsync("Catch", "Nowhere")).ReadOutputAs<string>()!
            .ShouldContain("'Nowhere' doesn't exist, is disabled, or is not an activity function");
    }

    [ServiceFact]
    public async Task RetryPolicy_TriesAgainUntilItSucceeds()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var ended = await app.RunAsync("Retry", new Attempts(FailFirst: 2, Allowed: 5));
        ended.ReadOutputAs<string>().ShouldBe("attempt 3");
        (await app.HistoryAsync(ended.InstanceId)).Count(kind => kind == "TimerFired").ShouldBe(2);
    }

    [ServiceFact]
    public async Task RetryPolicy_CountsTheFirstTryAndGivesUpWithTheLastFailure()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var ended = await app.RunAsync("Retry", new Attempts(FailFirst: 9, Allowed: 3));
        ended.FailureDetails!.InnerFailure!.ErrorMessage.ShouldBe("attempt 3");
        app.Journal.Entries.ShouldBe(["attempt 1", "attempt 2", "attempt 3"]);
    }

    [ServiceFact]
    public async Task RetryTimeout_EndsTheAttempts()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var ended = await app.RunAsync("Retry", new Attempts(FailFirst: 99, Allowed: 99, Timeout: TimeSpan.FromMilliseconds(300)));
        ended.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        app.Journal.Entries.Count.ShouldBeInRange(2, 20);
    }

    [ServiceFact]
    public async Task WhenAll_RunsActivitiesSideBySide()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var ended = app.RunAsync("FanOut", 8);
        await Eventually.TrueAsync(() => app.Journal.MostRunning == 8, TimeSpan.FromSeconds(20), "8 activities run at once");
        app.Journal.Release.SetResult();
        (await ended).ReadOutputAs<int[]>().ShouldBe([0, 1, 2, 3, 4, 5, 6, 7]);
    }

    [ServiceFact]
    public async Task FailureWhileTheHostStops_IsNoResultAndRunsAgain()
    {
        var setup = DurableApp.NewHub();
        string id;
        await using (var first = await DurableApp.StartAsync(setup, typeof(Functions)))
        {
            id = await first.ScheduleAsync("Interrupted");
            await first.Journal.UntilAsync(1);
        }
        await using var second = await DurableApp.StartAsync(setup, typeof(Functions));
        second.Journal.Release.SetResult();
        (await second.EndOfAsync(id)).ReadOutputAs<string>().ShouldBe("done");
    }

    [ServiceFact]
    public async Task ActivityThatExceedsTheFunctionTimeout_Fails()
    {
        var setup = DurableApp.NewHub();
        setup.Settings["AzureFunctionsJobHost:functionTimeout"] = "00:00:00.5";
        await using var app = await DurableApp.StartAsync(setup, typeof(Functions));
        (await app.RunAsync("Catch", "UntilStopped")).ReadOutputAs<string>()!.ShouldContain("Timeout value of 00:00:00.5000000 was exceeded");
        app.Journal.Entries.ShouldBe(["running"]);
    }

    public sealed record Numbers(int A, int B);

    public sealed record Attempts(int FailFirst, int Allowed, TimeSpan? Timeout = null);

    public sealed class Functions(Journal journal)
    {
        private int _attempts;

        [Function("Sum")]
        public static async Task<int> Sum([OrchestrationTrigger] TaskOrchestrationContext context, Numbers input)
        {
            var sum = await context.CallActivityAsync<int>("add", input);
            return await context.CallActivityAsync<int>("Add", new Numbers(sum, sum));
        }

        [Function("Catch")]
        public static async Task<string> Catch([OrchestrationTrigger] TaskOrchestrationContext context, string input)
        {
            try
            {
                await context.CallActivityAsync(input);
                return "";
            }
            catch (TaskFailedException e)
            {
                var details = e.FailureDetails;
                return $"{details} | {e.Message} | {details.IsCausedBy<SystemException>()} | {details.InnerFailure?.ErrorType}";
            }
        }

        [Function("Uncaught")]
        public static Task Uncaught([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync("Fail");

        [Function("Retry")]
        public static Task<string> Retry([OrchestrationTrigger] TaskOrchestrationContext context, Attempts input)
        {
            var policy = new RetryPolicy(input.Allowed, TimeSpan.FromMilliseconds(20), backoffCoefficient: 2, retryTimeout: input.Timeout);
            return context.CallActivityAsync<string>("Sometimes", $"{input.FailFirst}", TaskOptions.FromRetryPolicy(policy));
        }

        [Function("FanOut")]
        public static Task<int[]> FanOut([OrchestrationTrigger] TaskOrchestrationContext context, int input) =>
            Task.WhenAll(Enumerable.Range(0, input).Select(i => context.CallActivityAsync<int>("Blocked", i)));

        [Function("Interrupted")]
        public static Task<string> Interrupted([OrchestrationTrigger] TaskOrchestrationContext context) =>
            context.CallActivityAsync<string>("UntilStopped");

        [Function("Add")]
        public static int Add([ActivityTrigger] Numbers numbers) => numbers.A + numbers.B;

        [Function("Fail")]
        public static void Fail([ActivityTrigger] FunctionContext context) =>
            throw new InvalidOperationException("not today", new FormatException(context.FunctionDefinition.Name));

        [Function("Sometimes")]
        public string Sometimes([ActivityTrigger] string failFirst)
        {
            // Instances are per invocation, and the journal is the app's.
            journal.Write($"attempt {journal.Entries.Count + 1}");
            _attempts = journal.Entries.Count;
            return _attempts > int.Parse(failFirst, null) ? $"attempt {_attempts}" : throw new InvalidOperationException($"attempt {_attempts}");
        }

        [Function("Blocked")]
        public async Task<int> Blocked([ActivityTrigger] int i)
        {
            await journal.RunAsync(() => journal.Release.Task);
            return i;
        }

        [Function("UntilStopped")]
        public async Task<string> UntilStopped([ActivityTrigger] string? nothing, CancellationToken token)
        {
            nothing.ShouldBeNull();
            journal.Write("running");
            await journal.Release.Task.WaitAsync(token);
            return "done";
        }
    }
}
