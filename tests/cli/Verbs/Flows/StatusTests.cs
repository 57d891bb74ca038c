using System.Text.Json;
using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.Flows;

public sealed class StatusTests
{
    [Fact]
    public async Task Status_WithoutId_ListsRecentFlowsInTheServersOrder()
    {
        var older = SampleFlow.Failed.Replace(SampleFlow.Id, "6f1c2d3e-0000-4000-8000-000000000002", StringComparison.Ordinal);
        await using var api = await FakeApi.StartAsync(Reply.Json($$"""{"flows":[{{SampleFlow.Succeeded}},{{older}}],"next":null}"""));

        var outcome = await Tool.RunAsync("status", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        api.Seen.ShouldHaveSingleItem().Path.ShouldBe("/api/flows?limit=20");
        outcome.OutLines.Length.ShouldBe(3);
        outcome.OutLines[1].ShouldContain($"{SampleFlow.Id}  succeeded  100/100");
        outcome.OutLines[2].ShouldContain("failed");
    }

    [Fact]
    public async Task Status_OnANarrowTerminal_LeavesColumnsOutButBreaksNoRow()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json($$"""{"flows":[{{SampleFlow.Succeeded}}]}"""));

        var outcome = await new Tool { OnTerminal = true }.StartAsync("status", "--url", api.Url);

        outcome.OutLines.Length.ShouldBe(2);
        outcome.OutLines.ShouldAllBe(line => line.Length <= 100);
        outcome.OutLines[1].ShouldContain("2025-03-01 10:00:00Z");
    }

    [Fact]
    public async Task Status_NoFlowsYet_ShowsTheEmptyTable()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json("""{"flows":[]}"""));

        var outcome = await Tool.RunAsync("status", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done);
        outcome.OutLines.ShouldHaveSingleItem().ShouldStartWith("flow");
    }

    [Fact]
    public async Task Status_Json_PrintsTheDocumentOnOneLineUnknownFieldsIncluded()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json($$"""{"flows":[{{SampleFlow.Running(3)}}],"next":"x"}"""));

        var outcome = await Tool.RunAsync("status", "--url", api.Url, "--json");

        var printed = JsonDocument.Parse(outcome.OutLines.ShouldHaveSingleItem()).RootElement;
        printed.GetProperty("next").GetString().ShouldBe("x");
        printed.GetProperty("flows")[0].GetProperty("later").ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Fact]
    public async Task Status_RunningFlow_ShowsWhatIsOpenAndExitsWith0()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(SampleFlow.Running(40)));

        var outcome = await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done);
        outcome.Rows.ShouldContainKeyAndValue("open", "60");
        outcome.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Status_FlowThatFailed_ExitsWith1()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(SampleFlow.Failed));

        (await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url)).Exit.ShouldBe(ExitCode.FlowNotSucceeded);
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("expired")]
    public async Task StatusWatch_EndsWithAFlowThatDidOtherwise(string status)
    {
        await using var api = await FakeApi.StartAsync(
            Reply.Json(SampleFlow.Running(40)), Reply.Json(SampleFlow.Failed.Replace("\"failed\"", $"\"{status}\"", StringComparison.Ordinal)));

        var outcome = await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url, "--watch");

        outcome.Exit.ShouldBe(ExitCode.FlowNotSucceeded);
        outcome.Error.ShouldContain($"flow {SampleFlow.Id} {status}: of 100 jobs 97 succeeded, 3 dead");
    }

    [Fact]
    public async Task Status_FlowThatSucceededWithoutSomeOfItsJobs_ExitsWith1AndSaysHowToRepairIt()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(SampleFlow.Failed.Replace("\"failed\"", "\"succeeded\"", StringComparison.Ordinal)));

        var outcome = await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.FlowNotSucceeded);
        outcome.Error.ShouldContain("3 dead");
        outcome.Error.ShouldContain($"pipeline replay --flow {SampleFlow.Id} --url {api.Url}");
    }

    [Fact]
    public async Task StatusWatch_BodyStillRuns_GoesOn()
    {
        var body = SampleFlow.Running(100)[..^1] + ",\"stage\":\"body\",\"callbacks\":[{\"role\":\"body\",\"type\":\"sum\",\"status\":\"queued\"}] }";
        await using var api = await FakeApi.StartAsync(Reply.Json(body), Reply.Json(body), Reply.Json(SampleFlow.Succeeded));

        var outcome = await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url, "--watch");

        outcome.Exit.ShouldBe(ExitCode.Done);
        outcome.Error.ShouldContain("100/100 jobs, running sum");
        api.Seen.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Status_UnknownFlow_ExitsWith2AndSaysSo()
    {
        await using var api = await FakeApi.StartAsync(Reply.Problem(404, "No such flow", "There is no flow with this id."));

        var outcome = await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url, "--watch");

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain("No such flow");
    }

    [Fact]
    public async Task StatusWatch_Json_PrintsTheEndedFlowsDocument()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(SampleFlow.Running(40)), Reply.Json(SampleFlow.Succeeded));

        var outcome = await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url, "--watch", "--json");

        outcome.Exit.ShouldBe(ExitCode.Done);
        JsonDocument.Parse(outcome.OutLines.ShouldHaveSingleItem()).RootElement.GetProperty("status").GetString().ShouldBe("succeeded");
    }

    [Theory]
    [InlineData("\"paused\"", "null", false)]
    [InlineData("\"compensated\"", "\"2025-03-01T10:00:04Z\"", true)]
    public async Task StatusWatch_StatusOfALaterServer_EndsOnlyOnceTheFlowIsFinished(string status, string finishedAt, bool ends)
    {
        var strange = $$"""{"id":"{{SampleFlow.Id}}","status":{{status}},"finishedAt":{{finishedAt}},"jobs":{"total":1,"open":0} }""";
        await using var api = await FakeApi.StartAsync(Reply.Json(strange), Reply.Json(strange), Reply.Json(SampleFlow.Succeeded));

        var outcome = await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url, "--watch");

        outcome.Exit.ShouldBe(ends ? ExitCode.FlowNotSucceeded : ExitCode.Done);
    }
}
