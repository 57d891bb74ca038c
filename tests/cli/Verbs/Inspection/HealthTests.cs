using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.Inspection;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_SomethingNotWell_ShowsItAndExitsWith1WithoutAskingAgain()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Documents.Unhealthy, 503));

        var outcome = await Tool.RunAsync("health", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.FlowNotSucceeded, outcome.Error);
        api.Seen.ShouldHaveSingleItem().Path.ShouldBe("/api/health/details");
        outcome.OutLines[0].ShouldBe("unhealthy");
        outcome.Out.ShouldContain("SocketException");
        outcome.Out.ShouldContain("jobs.0: 7 messages wait, 0 consumers");
        outcome.Out.ShouldNotContain("jobs.1");
    }

    [Fact]
    public async Task Health_AllWell_ExitsWith0()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json("""{"status":"healthy","servers":{},"lanes":{}}"""));

        (await Tool.RunAsync("health", "--url", api.Url)).Exit.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task Health_AppThatIsStarting_IsNoAnswer()
    {
        await using var api = await FakeApi.StartAsync(Reply.Html(503));

        (await Tool.RunAsync("health", "--url", api.Url)).Exit.ShouldBe(ExitCode.ServerUnavailable);
    }
}
