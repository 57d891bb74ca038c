using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.DeadLetters;

public sealed class HostileDeadTests
{
    private const string Hostile = "[red]x[/]\\u001b[2J\\r\\n[bold";
    private const string Id = "6f1c2d3e-0000-4000-8000-000000000011";

    [Theory]
    [InlineData("null", "dead")]
    [InlineData("{}", "dead")]
    [InlineData("""{"groups":null}""", "dead")]
    [InlineData("""{"groups":[null]}""", "dead")]
    [InlineData("""{"groups":[{"type":"a","cause":null,"count":1}]}""", "dead")]
    [InlineData("""{"groups":[{"type":"a","cause":"c","count":1e400}]}""", "dead")]
    [InlineData("{}", "dead", "list")]
    [InlineData("""{"letters":[null]}""", "dead", "list")]
    [InlineData("""{"letters":[{"id":"no guid","cause":"c"}]}""", "dead", "list")]
    [InlineData("[]", "dead", "replay", "--all")]
    [InlineData("{}", "dead", "replay", "--all")]
    [InlineData("""{"replayed":"many"}""", "dead", "replay", "--all")]
    [InlineData("""{"discarded":-1}""", "dead", "discard", "--all")]
    [InlineData("not json at all", "dead", "discard", "--all")]
    public async Task AnswerThatIsNone_ExitsWith4InOneLine(string body, params string[] args)
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(body));

        var outcome = await Tool.RunAsync([.. args, "--url", api.Url]);

        outcome.Exit.ShouldBe(ExitCode.ServerUnavailable, outcome.Error);
        outcome.Out.ShouldBeEmpty();
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain("does not speak the pipeline's API");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HostileStrings_ArePrintedAsPlainText(bool onTerminal)
    {
        string[] documents =
        [
            $$"""{"groups":[{"type":"{{Hostile}}","cause":"{{Hostile}}","count":1}]}""",
            $$"""{"letters":[{"id":"{{Id}}","jobId":"{{Id}}","type":"{{Hostile}}","cause":"c","error":"{{Hostile}}","attempts":1},{"id":"{{Id}}","cause":"{{Hostile}}"}]}""",
        ];
        foreach (var (document, verb) in documents.Zip((string[][])[["dead"], ["dead", "list"]]))
        {
            await using var api = await FakeApi.StartAsync(Reply.Json(document));

            var outcome = await new Tool { OnTerminal = onTerminal }.StartAsync([.. verb, "--url", api.Url]);

            outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
            outcome.Out.ShouldContain("[red]x[/]");
            outcome.Out.ShouldNotContain("\u001b[2J");
        }
    }

    [Fact]
    public async Task HostileProblem_CannotMoveTheCursor()
    {
        await using var api = await FakeApi.StartAsync(Reply.Problem(400, Hostile, Hostile));

        var outcome = await Tool.RunAsync("dead", "replay", "--all", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.ErrorLines.Length.ShouldBe(1);
        outcome.Error.ShouldNotContain('\u001b');
    }

    [Theory]
    [InlineData("dead")]
    [InlineData("dead", "discard", "--all")]
    public async Task NoKey_ExitsWith3(params string[] args)
    {
        await using var api = await FakeApi.StartAsync(Reply.Problem(401, "Key required", "Send the key."));

        (await Tool.RunAsync([.. args, "--url", api.Url])).Exit.ShouldBe(ExitCode.NotAuthorised);
    }
}
