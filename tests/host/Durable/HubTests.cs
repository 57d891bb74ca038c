using System.Net;

namespace Pipeline.LocalHost.Tests.Durable;

/// <summary>Rules that need a hub or a host of their own.</summary>
public sealed class HubTests
{
    [ServiceFact]
    public async Task Purge_ForgetsWhatHasEnded()
    {
        await using var run = await DurableRun.StartAsync();
        for (var i = 0; i < 3; i++) await run.RunAsync("Sum", new { A = i, B = 1 }, $"done-{i}");
        await run.ScheduleAsync("Two", id: "open");
        await run.ReachesAsync("open", "waiting for a");
        (await run.ChangeAsync("done-0", "purge")).Text.ShouldBe("1");
        (await run.ChangeAsync("done-0", "purge")).Text.ShouldBe("0");
        (await run.PurgeAsync("?status=Failed")).ShouldBe("0");
        (await run.PurgeAsync("?status=Completed")).ShouldBe("2");
        (await run.GetAsync("done-1")).ShouldBeNull();
        (await run.GetAsync("open")).ShouldNotBeNull();
    }

    [ServiceFact]
    public async Task HostWithClientsAlone_StartsAndRaisesForTheOneThatRunsThem()
    {
        var setup = DurableRun.NewHub();
        await using var client = await DurableRun.StartAsync(DurableRun.ClientOf(setup));
        await client.Host.SaysAsync("The host has started");
        await using var run = await DurableRun.StartAsync(setup);
        var id = await run.ScheduleAsync("Two");
        await client.ReachesAsync(id, "waiting for a");
        await client.RaiseAsync(id, "a", "1");
        await client.RaiseAsync(id, "b", "2");
        (await client.EndOfAsync(id)).Output.ShouldBe("\"1, 2\"");
    }

    [ServiceFact]
    public async Task EventToAnUnknownOrEndedInstance_IsDroppedSilentlyWhereHostJsonSaysSo()
    {
        await using var run = await DurableRun.StartAsync(
            DurableRun.NewHub().With("AzureFunctionsJobHost__extensions__durableTask__throwStatusExceptionsOnRaiseEvent", "false"));
        await run.RaiseAsync("nobody", "a", "1");
        var ended = await run.RunAsync("Sum", new { A = 1, B = 1 }, "ended");
        await run.RaiseAsync("ended", "a", "1");
        (await run.GetAsync("ended"))!.Updated.ShouldBe(ended.Updated);
    }

    [ServiceFact]
    public async Task WithoutAHostname_EachInvocationOfAFunctionWithAClientFails()
    {
        await using var run = await DurableRun.StartAsync(DurableRun.NewHub().With("WEBSITE_HOSTNAME", null) with { Arguments = ["--port", "0"] });
        run.Host.Has("failed indexing").ShouldBeFalse(run.Host.Output);
        using var http = new HttpClient { BaseAddress = run.Host.Announced };
        using var answer = await http.GetAsync("api/instances/a");
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        await run.Host.SaysAsync("Webhooks are not configured. The environment variable 'WEBSITE_HOSTNAME' is not set");
    }

    [ServiceFact]
    public async Task ActivityThatExceedsTheFunctionTimeout_FailsAndTheOrchestrationGoesOn()
    {
        await using var run = await DurableRun.StartAsync(DurableRun.NewHub().With("AzureFunctionsJobHost__functionTimeout", "00:00:02"));
        (await run.RunAsync("Catch", "UntilStopped")).Output!.ShouldContain("Timeout value of 00:00:02 was exceeded");
        run.Host.Workers.Count.ShouldBe(2);
    }

    [ServiceFact]
    public async Task HubNameThatAzureStorageRefuses_IsNamed()
    {
        await using var run = HostRun.Begin(DurableRun.NewHub().With("AzureFunctionsJobHost__extensions__durableTask__hubName", "my-hub"));
        (await run.ExitCodeAsync()).ShouldBe(1, run.Output);
        run.Has("Task hub name 'my-hub' should contain only alphanumeric characters").ShouldBeTrue(run.Output);
        await run.NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("AzureWebJobsStorage", null)]
    [InlineData("AzureWebJobsStorage", "my secret")]
    [InlineData("AzureWebJobsStorage",
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=c2VjcmV0;BlobEndpoint=http://127.0.0.1:1/devstoreaccount1;"
        + "QueueEndpoint=http://127.0.0.1:1/devstoreaccount1;TableEndpoint=http://127.0.0.1:1/devstoreaccount1")]
    public async Task StorageThatIsMissingWrongOrAway_EndsTheHostWithOneMessage(string setting, string? value)
    {
        await using var run = HostRun.Begin(Setup.For("Sum", "Add", "GetInstance").With(setting, value));
        (await run.ExitCodeAsync()).ShouldBe(1, run.Output);
        run.Has(setting).ShouldBeTrue(run.Output);
        run.Has("secret").ShouldBeFalse(run.Output);
        run.Lines.ShouldAllBe(line => !line.StartsWith("   at ", StringComparison.Ordinal), run.Output);
        await run.NothingIsLeftAsync();
    }
}
