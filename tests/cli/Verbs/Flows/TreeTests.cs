using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.Flows;

public sealed class TreeTests
{
    [Fact]
    public async Task Status_ShowsMembersByStateNestedFlowsCallbacksAndWhatFailed()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Trees.Running));

        var outcome = await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.Out.ShouldContain("8 running, 92 queued, 1 waiting, 698 held");
        outcome.Out.ShouldContain("import running 1,201/2,000, 1 dead");
        outcome.Out.ShouldContain($"3: steps stopping 3/5, 1 dead  {Trees.Chain}");
        outcome.Out.ShouldContain($"0: inner waiting 0/4  {Trees.Inner}");
        outcome.Out.ShouldContain("… of 1,999 flows; the next ones: --after 49");
        outcome.Out.ShouldContain("9 flows in all");
        outcome.Out.ShouldContain("body: voters.summarize waiting");
        outcome.OutLines.Single(line => line.StartsWith(Trees.Dead, StringComparison.Ordinal)).ShouldContain("voters.register  dead    It broke.");
        outcome.Out.ShouldNotContain("Somewhere");
    }

    [Fact]
    public async Task Status_After_AsksForThatPage()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Trees.Running));

        (await Tool.RunAsync("status", SampleFlow.Id, "--after", "49", "--url", api.Url)).Exit.ShouldBe(ExitCode.Done);

        api.Seen.ShouldHaveSingleItem().Path.ShouldBe($"/api/flows/{SampleFlow.Id}?after=49");
    }

    [Theory]
    [InlineData("\"tree\":{\"total\":1,\"flows\":[null]}")]
    [InlineData("\"tree\":{\"total\":1}")]
    [InlineData("\"callbacks\":[null]")]
    [InlineData("\"failed\":[null]")]
    [InlineData("\"failed\":[{\"job\":7}]")]
    public async Task Status_TreeThatIsNone_ExitsWith4AndSaysWhatAnswers(string strange)
    {
        await using var api = await FakeApi.StartAsync(Reply.Json($$"""{"id":"{{SampleFlow.Id}}","status":"running","jobs":{"total":1,"open":1},{{strange}} }"""));

        var outcome = await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.ServerUnavailable);
        outcome.Error.ShouldContain("does not speak the pipeline's API");
    }

    [Fact]
    public async Task Status_HostileNames_StayOnTheirLine()
    {
        var hostile = Trees.Running.Replace("steps", "\\u001b[2Jx\\r\\ny[red]", StringComparison.Ordinal);
        await using var api = await FakeApi.StartAsync(Reply.Json(hostile));

        var outcome = await new Tool { OnTerminal = true }.StartAsync("status", SampleFlow.Id, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.Out.ShouldNotContain("\u001b[2J");
        outcome.Out.ShouldContain("y[red]");
    }

    [Theory]
    [InlineData("""{"voters":9700,"byState":[{"state":"NSW","voters":1175},{"state":null,"voters":2}],"rejects":{"name":17}}""", "voters: 9,700", "by state: NSW 1,175, none 2", "rejects: name 17")]
    [InlineData("""{"report":"imports/x.json","odd":[1,[2],{"a":1,"b":2,"c":3}],"empty":[],"deep":{"a":{"b":1}}}""")]
    [InlineData("[1,2]")]
    [InlineData("null")]
    public async Task Status_Summary_ShowsNumbersAndListsOfThem(string summary, params string[] lines)
    {
        var flow = SampleFlow.Succeeded[..^1] + $",\"summary\":{summary} }}";
        await using var api = await FakeApi.StartAsync(Reply.Json(flow));

        var outcome = await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.OutLines.Where(l => l.Contains(": ", StringComparison.Ordinal)).ShouldBe(lines);
    }
}
