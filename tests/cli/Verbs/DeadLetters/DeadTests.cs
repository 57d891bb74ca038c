using System.Text;
using System.Text.Json;
using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.DeadLetters;

public sealed class DeadTests
{
    private const string Letter = "6f1c2d3e-0000-4000-8000-000000000011";
    private const string Job = "6f1c2d3e-0000-4000-8000-000000000012";
    private const string Cause = "System.Exception: row # is 'odd' & \"more\"";

    private const string Groups = """
        {"groups":[{"type":"voters.register","cause":"System.Exception: row # is odd","count":1234,"first":"2026-05-01T07:00:00Z","last":"2026-05-02T07:00:00Z","later":[1]},
        {"type":null,"cause":"no JSON","count":2,"first":"2026-05-01T07:00:00Z","last":"2026-05-02T08:00:00Z"}]}
        """;

    private const string Letters = $$"""
        {"letters":[{"id":"{{Letter}}","jobId":"{{Job}}","type":"voters.register","version":1,"cause":"row # is odd","error":"row 7 is odd\n   at Somewhere","attempts":5,"at":"2026-05-01T07:00:00Z"},
        {"id":"{{Letter}}","jobId":null,"type":null,"cause":"no JSON","lane":3,"bodyLength":100000,"at":"2026-05-01T07:00:00Z"}],"next":"{{Letter}}"}
        """;

    [Fact]
    public async Task Dead_ShowsGroupsInTheServersOrder()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Groups));

        var outcome = await Tool.RunAsync("dead", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        api.Seen.ShouldHaveSingleItem().Path.ShouldBe("/api/dead");
        outcome.OutLines.Length.ShouldBe(3);
        foreach (var cell in (string[])["1,234", "2026-05-01 07:00:00Z", "2026-05-02 07:00:00Z", "voters.register", "System.Exception: row # is odd"])
            outcome.OutLines[1].ShouldContain(cell);
        outcome.OutLines[2].ShouldContain("(message)");
    }

    [Theory]
    [InlineData("""{"groups":[]}""", "dead")]
    [InlineData("""{"letters":[]}""", "dead", "list")]
    public async Task Nothing_IsSaidOnStandardErrorAndIsNoFailure(string answer, params string[] args)
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(answer));

        var outcome = await Tool.RunAsync([.. args, "--url", api.Url]);

        (outcome.Exit, outcome.Out).ShouldBe((ExitCode.Done, ""));
        outcome.ErrorLines.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task List_AsksForWhatIsWantedAndShowsTheWholeFirstLineOfTheError()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Letters));

        var outcome = await Tool.RunAsync("dead", "list", "--job", "voters.register", "--cause", Cause, "--limit", "2", "--after", Letter, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        var query = System.Web.HttpUtility.ParseQueryString(new Uri("http://a" + api.Seen.ShouldHaveSingleItem().Path).Query);
        (query["type"], query["cause"], query["limit"], query["after"], query["messages"]).ShouldBe(("voters.register", Cause, "2", Letter, null));
        outcome.OutLines.Length.ShouldBe(3);
        outcome.OutLines[1].ShouldStartWith(Job);
        outcome.OutLines[1].TrimEnd().ShouldEndWith("row 7 is odd");
        outcome.OutLines[2].ShouldStartWith(Letter);
        outcome.OutLines[2].ShouldContain("no JSON; 100,000 bytes in lane 3");
        outcome.Error.ShouldContain($"--after {Letter}");
    }

    [Theory]
    [InlineData("dead")]
    [InlineData("dead", "list")]
    public async Task Json_PrintsTheDocumentOnOneLineUnknownFieldsIncluded(params string[] args)
    {
        await using var api = await FakeApi.StartAsync(Reply.Html(503), Reply.Json(args.Length == 1 ? Groups : Letters));

        var outcome = await Tool.RunAsync([.. args, "--json", "--url", api.Url]);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        JsonDocument.Parse(outcome.OutLines.ShouldHaveSingleItem()).RootElement.TryGetProperty(args.Length == 1 ? "groups" : "letters", out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData($$"""{"ids":["{{Letter}}","{{Job}}"]}""", "--id", Letter, "--id", Job)]
    [InlineData($$"""{"ids":["{{Letter}}","{{Job}}"]}""", "--id", Letter, Job, Letter)]
    [InlineData("""{"type":"a.b"}""", "--job", "a.b")]
    [InlineData("""{"type":"a.b","cause":"it's"}""", "--job", "a.b", "--cause", "it's")]
    [InlineData("""{"messages":true}""", "--messages")]
    [InlineData("""{"cause":"no JSON","messages":true}""", "--messages", "--cause", "no JSON")]
    [InlineData("""{"all":true}""", "--all")]
    public async Task Change_SendsTheChoiceAndSaysHowMany(string body, params string[] args)
    {
        foreach (var verb in (string[])["replay", "discard"])
        {
            await using var api = await FakeApi.StartAsync(Reply.Json($$"""{"{{verb}}ed":1200}"""));

            var outcome = await Tool.RunAsync(["dead", verb, .. args, "--url", api.Url]);

            outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
            var seen = api.Seen.ShouldHaveSingleItem();
            (seen.Method, seen.Path).ShouldBe(("POST", $"/api/dead/{verb}"));
            JsonElement.DeepEquals(Parse(Encoding.UTF8.GetString(seen.Body)), Parse(body)).ShouldBeTrue(Encoding.UTF8.GetString(seen.Body));
            outcome.OutLines.ShouldHaveSingleItem().ShouldBe($"1,200 {verb}ed");
        }
    }

    [Fact]
    public async Task Change_IdsThatNameNothingDead_ExitsWith1AndSaysSo()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json("""{"replayed":1}"""));

        var outcome = await Tool.RunAsync("dead", "replay", "--id", Letter, Job, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.FlowNotSucceeded);
        outcome.OutLines.ShouldHaveSingleItem().ShouldBe("1 replayed");
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain("1 of the ids");
    }

    [Fact]
    public async Task Replay_OfManyWithSomeRefused_ExitsWith1AndSaysHowManyAndWhy()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json("""{"replayed":3,"refused":2}"""));

        var outcome = await Tool.RunAsync("dead", "replay", "--all", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.FlowNotSucceeded);
        outcome.OutLines.ShouldHaveSingleItem().ShouldBe("3 replayed");
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain("2 cannot be replayed now: another job has the deduplication key");
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("discard")]
    public async Task Change_ServerThatFails_IsNotAskedAgain(string verb)
    {
        await using var api = await FakeApi.StartAsync(Reply.Drop, Reply.Json("""{"replayed":1}"""));

        var outcome = await Tool.RunAsync("dead", verb, "--all", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.ServerUnavailable);
        api.Seen.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("Say which", "replay")]
    [InlineData("Say which", "discard")]
    [InlineData("Say which", "discard", "--all", "--messages")]
    [InlineData("Say which", "replay", "--id", Letter, "--job", "a")]
    [InlineData("Say which", "replay", "--cause", "x")]
    [InlineData("--cause goes with", "replay", "--all", "--cause", "x")]
    [InlineData("--cause goes with", "discard", "--id", Letter, "--cause", "x")]
    [InlineData("--cause is a text", "discard", "--job", "a", "--cause", "")]
    [InlineData("--cause is a text", "list", "--cause", "a\0b")]
    [InlineData("--job must be", "replay", "--job", "a/b")]
    [InlineData("--job must be", "list", "--job", "")]
    [InlineData("--job must be", "discard", "--job", "\u001b[31m")]
    [InlineData("--id takes", "replay", "--id", "12")]
    [InlineData("--id takes", "replay", "--id", Letter, "x")]
    [InlineData("dead replay --help", "replay", "--id")]
    [InlineData("ID must be", "list", "--after", "12")]
    [InlineData("--limit is", "list", "--limit", "0")]
    [InlineData("--limit is", "list", "--limit", "101")]
    [InlineData("--limit is", "list", "--limit", "99999999999999999999")]
    [InlineData("exclude each other", "list", "--job", "a", "--messages")]
    [InlineData("dead list --help", "list", "extra")]
    [InlineData("dead --help", "resurrect")]
    public async Task BadUsage_ExitsWith2AndSaysWhatIsWrong(string said, params string[] args)
    {
        var outcome = await Tool.RunAsync(["dead", .. args]);

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.Out.ShouldBeEmpty();
        outcome.Error.ShouldContain(said);
        outcome.Error.ShouldNotContain('\u001b');
    }

    [Fact]
    public async Task Change_MoreIdsThanTheServerTakes_IsRefusedBeforeItIsAsked()
    {
        var outcome = await Tool.RunAsync(["dead", "replay", "--id", .. Enumerable.Repeat(Letter, 1_001)]);

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.Error.ShouldContain("up to 1000 ids");
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
