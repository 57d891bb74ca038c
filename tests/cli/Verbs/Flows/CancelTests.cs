using System.Text.Json;
using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.Flows;

public sealed class CancelTests
{
    private static readonly string Stopping = SampleFlow.Running(40).Replace("\"running\"", "\"stopping\"", StringComparison.Ordinal);

    private static readonly string Cancelled = SampleFlow.Failed.Replace("\"failed\"", "\"cancelled\"", StringComparison.Ordinal);

    [Fact]
    public async Task Cancel_PostsAndSaysThatTheFlowIsOnItsWay()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Stopping, 202));

        var outcome = await Tool.RunAsync("cancel", SampleFlow.Id, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        var seen = api.Seen.ShouldHaveSingleItem();
        (seen.Method, seen.Path).ShouldBe(("POST", $"/api/flows/{SampleFlow.Id}/cancel"));
        outcome.OutLines.ShouldHaveSingleItem().ShouldBe($"{SampleFlow.Id} is being cancelled");
    }

    [Fact]
    public async Task CancelWatch_StaysUntilTheFlowEnded()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Stopping, 202), Reply.Json(Stopping), Reply.Json(Cancelled));

        var outcome = await Tool.RunAsync("cancel", SampleFlow.Id, "--watch", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.OutLines.ShouldHaveSingleItem().ShouldBe($"{SampleFlow.Id} is cancelled");
        outcome.Error.ShouldContain("stopping");
    }

    [Fact]
    public async Task Cancel_Json_PrintsTheDocument()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Stopping, 202));

        var outcome = await Tool.RunAsync("cancel", SampleFlow.Id, "--json", "--url", api.Url);

        JsonDocument.Parse(outcome.OutLines.ShouldHaveSingleItem()).RootElement.GetProperty("status").GetString().ShouldBe("stopping");
    }

    [Fact]
    public async Task Cancel_ServerThatFailsOnce_IsAskedAgain()
    {
        await using var api = await FakeApi.StartAsync(Reply.Html(503), Reply.Json(Stopping, 202));

        (await Tool.RunAsync("cancel", SampleFlow.Id, "--url", api.Url)).Exit.ShouldBe(ExitCode.Done);
    }

    [Theory]
    [InlineData(404, "No such flow")]
    [InlineData(409, "Too late")]
    public async Task Cancel_Refused_ExitsWith2AndSaysWhy(int status, string title)
    {
        await using var api = await FakeApi.StartAsync(Reply.Problem(status, title, "Look again."));

        var outcome = await Tool.RunAsync("cancel", SampleFlow.Id, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain(title);
    }
}
