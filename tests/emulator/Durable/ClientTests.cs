using System.Net;
using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Pipeline.Emulator.Tests.Durable;

public sealed class ClientTests
{
    [ServiceFact]
    public async Task FunctionWithAClient_StartsAndAsks()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions), typeof(OnlyAClient));
        using var http = app.Http;
        (await http.GetStringAsync(new Uri("api/start/a", UriKind.Relative))).ShouldBe("a");
        (await app.EndOfAsync("a")).ReadOutputAs<string>().ShouldBe("got nothing");
    }

    [ServiceFact]
    public async Task WithoutAHostname_EachInvocationOfAFunctionWithAClientFailsAndTheOthersRun()
    {
        var setup = DurableApp.NewHub();
        setup.Settings["WEBSITE_HOSTNAME"] = "";
        await using var app = await DurableApp.StartAsync(setup, typeof(Functions), typeof(OnlyAClient));
        app.Logs.Has("failed indexing").ShouldBeFalse();
        using var http = app.Http;
        using var answer = await http.GetAsync(new Uri("api/start/a", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        app.Logs.Has("Webhooks are not configured. The environment variable 'WEBSITE_HOSTNAME' is not set").ShouldBeTrue();
        (await app.Client.GetInstanceAsync("a")).ShouldBeNull();
        (await app.RunAsync("Waits", "end")).IsCompleted.ShouldBeTrue();
    }

    [ServiceFact]
    public async Task WithoutADatabase_DurableFunctionsFailIndexing()
    {
        var setup = DurableApp.NewHub();
        setup.Settings["PIPELINE_POSTGRES"] = "";
        await using var app = await DurableApp.StartAsync(setup, typeof(Functions));
        app.Logs.Has("Function 'Functions.Waits' failed indexing and will be disabled").ShouldBeTrue();
        app.Logs.Has("The setting 'PIPELINE_POSTGRES' is missing or empty").ShouldBeTrue();
    }

    [ServiceFact]
    public async Task UnknownInstance_IsNull()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        (await app.Client.GetInstanceAsync("nobody")).ShouldBeNull();
        (await Should.ThrowAsync<RpcException>(() => app.Client.TerminateInstanceAsync("nobody"))).InnerException!.Message
            .ShouldBe("No instance with ID 'nobody' was found.");
    }

    [ServiceFact]
    public async Task ValuesThatWereNotAskedFor_CannotBeRead()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        await app.RunAsync("Waits", "end", "a");
        var instance = await app.Client.GetInstanceAsync("a");
        instance!.SerializedInput.ShouldBeNull();
        Should.Throw<InvalidOperationException>(instance.ReadOutputAs<string>);
    }

    [ServiceFact]
    public async Task IdThatIsRunning_IsRefused()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        await app.ScheduleAsync("Waits", "go", "a");
        var refusal = await Should.ThrowAsync<OrchestrationAlreadyExistsException>(() => app.ScheduleAsync("Waits", "go", "a"));
        refusal.Message.ShouldContain("a already exists");
        await app.Client.RaiseEventAsync("a", "go", "once");
        (await app.EndOfAsync("a")).ReadOutputAs<string>().ShouldBe("got once");
    }

    [ServiceFact]
    public async Task IdThatHasEnded_StartsAgainFromNothing()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        await app.ScheduleAsync("Waits", "go", "a");
        await app.Client.RaiseEventAsync("a", "go", "first");
        await app.EndOfAsync("a");
        await Should.ThrowAsync<RpcException>(() => app.Client.RaiseEventAsync("a", "go", "between"));
        await app.ScheduleAsync("Waits", "go", "a");
        await app.Client.RaiseEventAsync("a", "go", "second");
        (await app.EndOfAsync("a")).ReadOutputAs<string>().ShouldBe("got second");
        (await app.HistoryAsync("a")).Count(kind => kind == "ExecutionStarted").ShouldBe(1);
    }

    [ServiceFact]
    public async Task OneIdScheduledByManyAtOnce_RunsOnce()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var starts = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                await app.ScheduleAsync("Waits", "go", "a");
                return 1;
            }
            catch (OrchestrationAlreadyExistsException)
            {
                return 0;
            }
        }));
        starts.Sum().ShouldBe(1);
    }

    [ServiceFact]
    public async Task Terminate_EndsItWhereItStandsWithTheGivenOutput()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        await app.ScheduleAsync("Waits", "go", "a");
        await app.ReachesAsync("a", "waiting");
        await app.Client.TerminateInstanceAsync("a", "enough");
        var ended = await app.EndOfAsync("a");
        (ended.RuntimeStatus, ended.ReadOutputAs<string>()).ShouldBe((OrchestrationRuntimeStatus.Terminated, "enough"));
        var refusal = await Should.ThrowAsync<RpcException>(() => app.Client.TerminateInstanceAsync("a"));
        refusal.InnerException!.Message.ShouldContain("Terminated state");
    }

    [ServiceFact]
    public async Task List_FiltersAndGoesThroughAllPages()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        for (var i = 0; i < 5; i++) await app.RunAsync("Waits", "end", $"done-{i}");
        await app.ScheduleAsync("Waits", "go", "open-1");

        (await ListAsync(new OrchestrationQuery(InstanceIdPrefix: "done-", PageSize: 2)))
            .ShouldBe(["done-0", "done-1", "done-2", "done-3", "done-4"]);
        (await ListAsync(new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending])))
            .ShouldBe(["open-1"]);
        (await ListAsync(new OrchestrationQuery(CreatedTo: DateTimeOffset.UnixEpoch))).ShouldBeEmpty();
        (await ListAsync(null)).Count.ShouldBe(6);

        async Task<List<string>> ListAsync(OrchestrationQuery? query)
        {
            var ids = new List<string>();
            await foreach (var instance in app.Client.GetAllInstancesAsync(query)) ids.Add(instance.InstanceId);
            return ids;
        }
    }

    [ServiceFact]
    public async Task Purge_ForgetsWhatHasEnded()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        for (var i = 0; i < 3; i++) await app.RunAsync("Waits", "end", $"done-{i}");
        await app.ScheduleAsync("Waits", "go", "open");

        (await app.Client.PurgeInstanceAsync("done-0")).PurgedInstanceCount.ShouldBe(1);
        (await app.Client.PurgeInstanceAsync("done-0")).PurgedInstanceCount.ShouldBe(0);
        var failed = new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Failed]);
        (await app.Client.PurgeAllInstancesAsync(failed)).PurgedInstanceCount.ShouldBe(0);
        var any = new PurgeInstancesFilter(CreatedFrom: DateTimeOffset.UnixEpoch);
        (await app.Client.PurgeAllInstancesAsync(any)).PurgedInstanceCount.ShouldBe(2);
        (await app.Client.GetInstanceAsync("done-1")).ShouldBeNull();
        (await app.Client.GetInstanceAsync("open")).ShouldNotBeNull();
    }

    [ServiceFact]
    public async Task PurgeOfARunningInstance_EndsItWithoutATrace()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        await app.ScheduleAsync("Waits", "go", "a");
        await app.ReachesAsync("a", "waiting");
        (await app.Client.PurgeInstanceAsync("a")).PurgedInstanceCount.ShouldBe(1);
        await Should.ThrowAsync<RpcException>(() => app.Client.RaiseEventAsync("a", "go", "late"));
        (await app.RunAsync("Waits", "end", "a")).ReadOutputAs<string>().ShouldBe("got nothing");
    }

    public static class Functions
    {
        [Function("Waits")]
        public static async Task<string> Waits([OrchestrationTrigger] TaskOrchestrationContext context, string input)
        {
            context.SetCustomStatus("waiting");
            return $"got {(input == "end" ? "nothing" : await context.WaitForExternalEvent<string>(input))}";
        }
    }

    public static class OnlyAClient
    {
        [Function("Start")]
        public static async Task<IResult> Start(
            [HttpTrigger("get", Route = "start/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client)
        {
            var options = new StartOrchestrationOptions(id);
            await client.ScheduleNewOrchestrationInstanceAsync("Waits", "end", options, request.HttpContext.RequestAborted);
            return Results.Text((await client.GetInstanceAsync(id))!.InstanceId);
        }
    }
}
