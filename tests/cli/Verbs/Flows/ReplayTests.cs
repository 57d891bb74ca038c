using System.Text.Json;
using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.Flows;

public sealed class ReplayTests
{
    private const string Job = $$"""{"id":"{{Trees.Dead}}","type":"voters.register","version":1,"generation":2,"status":"queued"}""";

    [Fact]
    public async Task ReplayJob_PostsAndSaysWhatIsQueued()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Job, 202));

        var outcome = await Tool.RunAsync("replay", Trees.Dead, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        var seen = api.Seen.ShouldHaveSingleItem();
        (seen.Method, seen.Path).ShouldBe(("POST", $"/api/jobs/{Trees.Dead}/replay"));
        outcome.OutLines.ShouldHaveSingleItem().ShouldBe($"{Trees.Dead} (voters.register) is queued again");
    }

    [Fact]
    public async Task ReplayJob_Json_PrintsTheDocument()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Job, 202));

        var outcome = await Tool.RunAsync("replay", Trees.Dead, "--json", "--url", api.Url);

        JsonDocument.Parse(outcome.OutLines.ShouldHaveSingleItem()).RootElement.GetProperty("generation").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task ReplayFlow_PrintsTheNewFlowsId()
    {
        await using var api = await FakeApi.StartAsync(SampleFlow.Accepted);

        var outcome = await Tool.RunAsync("replay", "--flow", Trees.Chain, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        var seen = api.Seen.ShouldHaveSingleItem();
        (seen.Method, seen.Path).ShouldBe(("POST", $"/api/flows/{Trees.Chain}/replay"));
        outcome.OutLines.ShouldHaveSingleItem().ShouldBe(SampleFlow.Id);
        outcome.Error.ShouldContain($"pipeline status {SampleFlow.Id} --watch");
    }

    [Fact]
    public async Task ReplayFlowWatch_StaysUntilTheNewFlowEndedAndTellsItsOutcome()
    {
        await using var api = await FakeApi.StartAsync(SampleFlow.Accepted, Reply.Json(SampleFlow.Running(40)), Reply.Json(SampleFlow.Failed));

        var outcome = await Tool.RunAsync("replay", "--flow", Trees.Chain, "--watch", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.FlowNotSucceeded);
        outcome.Rows.ShouldContainKeyAndValue("status", "failed");
        outcome.Error.ShouldContain($"pipeline replay --flow {SampleFlow.Id}");
    }

    [Theory]
    [InlineData("replay", Trees.Dead)]
    [InlineData("replay", "--flow", Trees.Chain)]
    public async Task Replay_ServerThatFails_IsNotAskedAgain(params string[] args)
    {
        await using var api = await FakeApi.StartAsync(Reply.Drop, SampleFlow.Accepted);

        var outcome = await Tool.RunAsync([.. args, "--url", api.Url]);

        outcome.Exit.ShouldBe(ExitCode.ServerUnavailable);
        api.Seen.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("Not dead", "replay", Trees.Dead)]
    [InlineData("Nothing to replay", "replay", "--flow", Trees.Chain)]
    public async Task Replay_Refused_ExitsWith2AndSaysWhy(string title, params string[] args)
    {
        await using var api = await FakeApi.StartAsync(Reply.Problem(409, title, "Look again."));

        var outcome = await Tool.RunAsync([.. args, "--url", api.Url]);

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain(title);
    }
}
