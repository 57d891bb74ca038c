using System.Text.Json;
using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs;

public sealed class HostileServerTests
{
    private const string Hostile = "[red]x[/]\\u001b[2J\\r\\n[bold";

    [Theory]
    [InlineData("not json at all")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"id":"no guid","status":"running","jobs":{"total":1,"open":1}}""")]
    [InlineData("""{"id":"6f1c2d3e-0000-4000-8000-000000000001","status":"running","jobs":{"total":1e400,"open":1}}""")]
    [InlineData("""{"id":"6f1c2d3e-0000-4000-8000-000000000001","status":null,"jobs":null}""")]
    public async Task Status_AnswerThatIsNoFlow_ExitsWith4InOneLine(string body)
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(body));

        var outcome = await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.ServerUnavailable);
        outcome.Out.ShouldBeEmpty();
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain("does not speak the pipeline's API");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[null]")]
    public async Task Status_ListThatIsNone_ExitsWith4(string flows)
    {
        await using var api = await FakeApi.StartAsync(Reply.Json($$"""{"flows":{{flows}}}"""));

        (await Tool.RunAsync("status", "--url", api.Url)).Exit.ShouldBe(ExitCode.ServerUnavailable);
    }

    [Fact]
    public async Task Status_EndlessAnswer_IsNotReadToItsEnd()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(new string(' ', 20 * 1024 * 1024) + SampleFlow.Succeeded));

        var outcome = await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.ServerUnavailable);
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain("Check --url");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StatusWatch_HostileStrings_ArePrintedAsPlainText(bool onTerminal)
    {
        var ended = SampleFlow.Succeeded.Replace("\"group\"", $"\"{Hostile}\"", StringComparison.Ordinal);
        await using var api = await FakeApi.StartAsync(Reply.Json(SampleFlow.Running(40, Hostile)), Reply.Json(ended));

        var outcome = await new Tool { OnTerminal = onTerminal }.StartAsync("status", SampleFlow.Id, "--url", api.Url, "--watch");

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.Out.ShouldContain("[red]x[/] [2J  [bold");
        outcome.Out.ShouldNotContain("\u001b[2J");
    }

    [Fact]
    public async Task StatusWatch_HostileStringsAsJson_StayOnOneLine()
    {
        var hostile = SampleFlow.Succeeded.Replace("\"group\"", $"\"{Hostile}\"", StringComparison.Ordinal);
        await using var api = await FakeApi.StartAsync(Reply.Json(hostile));

        var outcome = await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url, "--json");

        var pattern = JsonDocument.Parse(outcome.OutLines.ShouldHaveSingleItem()).RootElement.GetProperty("pattern").GetString();
        pattern.ShouldBe("[red]x[/]\u001b[2J\r\n[bold");
        outcome.Out.ShouldNotContain('\u001b');
    }

    [Fact]
    public async Task Status_HostileProblem_CannotMoveTheCursor()
    {
        await using var api = await FakeApi.StartAsync(Reply.Problem(400, Hostile, Hostile));

        var outcome = await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.ErrorLines.Length.ShouldBe(1);
        outcome.Error.ShouldNotContain('\u001b');
    }
}
