using System.Text;
using System.Text.Json;
using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.Recurring;

public sealed class RecurringTests
{
    private const string Enabled = """
        {"name":"mail.digest","version":1,"schedule":"0 0 9 * * *","zone":"Europe/Berlin","missed":"skip","enabled":true,"nextAt":"2026-05-02T07:00:00Z",
        "lastAt":"2026-05-01T07:00:00Z","lastStatus":"succeeded","declaredAt":"2026-05-01T10:00:00Z","orphaned":false,"later":[1]}
        """;

    private const string Disabled = """{"name":"a","schedule":"* * * * * *","enabled":false}""";

    private const string Orphaned = """{"name":"b","schedule":"* * * * * *","enabled":true,"declaredAt":"2026-05-01T10:00:00Z","orphaned":true}""";

    [Fact]
    public async Task Recurring_ListsTheJobsInTheServersOrder()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json($$"""{"recurring":[{{Enabled}},{{Disabled}},{{Orphaned}}]}"""));

        var outcome = await Tool.RunAsync("recurring", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        api.Seen.ShouldHaveSingleItem().Path.ShouldBe("/api/recurring");
        outcome.OutLines.Length.ShouldBe(4);
        foreach (var cell in (string[])["mail.digest", "enabled", "0 0 9 * * *", "Europe/Berlin", "2026-05-02 07:00:00Z", "2026-05-01 07:00:00Z", "succeeded"])
            outcome.OutLines[1].ShouldContain(cell);
        outcome.OutLines[2].ShouldContain("disabled");
        outcome.OutLines[3].ShouldContain("orphaned since 2026-05-01 10:00:00Z");
    }

    [Fact]
    public async Task Recurring_Json_PrintsTheDocumentOnOneLineUnknownFieldsIncluded()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json($$"""{"recurring":[{{Enabled}}]}"""));

        var outcome = await Tool.RunAsync("recurring", "--url", api.Url, "--json");

        var printed = JsonDocument.Parse(outcome.OutLines.ShouldHaveSingleItem()).RootElement;
        printed.GetProperty("recurring")[0].GetProperty("later").ValueKind.ShouldBe(JsonValueKind.Array);
    }

    [Theory]
    [InlineData("enable", true, "mail.digest is enabled, next at 2026-05-02 07:00:00Z")]
    [InlineData("disable", false, "a is disabled")]
    public async Task Switch_SendsTheStateAndSaysWhatItIsNow(string verb, bool enabled, string said)
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(enabled ? Enabled : Disabled));

        var outcome = await Tool.RunAsync("recurring", verb, "mail.digest", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.OutLines.ShouldHaveSingleItem().ShouldBe(said);
        var seen = api.Seen.ShouldHaveSingleItem();
        (seen.Method, seen.Path).ShouldBe(("POST", "/api/recurring/mail.digest"));
        JsonDocument.Parse(Encoding.UTF8.GetString(seen.Body)).RootElement.GetProperty("enabled").GetBoolean().ShouldBe(enabled);
    }

    [Fact]
    public async Task Switch_UnknownJob_ExitsWith2AndSaysSo()
    {
        await using var api = await FakeApi.StartAsync(Reply.Problem(404, "No such recurring job", "GET /api/recurring lists them."));

        var outcome = await Tool.RunAsync("recurring", "enable", "x", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain("No such recurring job");
    }

    [Fact]
    public async Task Switch_ServerThatFailsOnce_IsAskedAgain()
    {
        await using var api = await FakeApi.StartAsync(Reply.Html(503), Reply.Json(Enabled));

        (await Tool.RunAsync("recurring", "enable", "x", "--url", api.Url)).Exit.ShouldBe(ExitCode.Done);
    }

    [Theory]
    [InlineData("NAME must be", "recurring", "disable", "a/b")]
    [InlineData("NAME must be", "recurring", "disable", "")]
    [InlineData("NAME must be", "recurring", "disable", "a\nb")]
    [InlineData("NAME must be", "recurring", "enable", "'; --")]
    [InlineData("NAME must be", "recurring", "enable", "\u001b[31m")]
    [InlineData("NAME must be", "recurring", "enable", "雪")]
    [InlineData("See: pipeline recurring enable --help", "recurring", "enable", "a", "b")]
    [InlineData("See: pipeline recurring --help", "recurring", "list")]
    [InlineData("See: pipeline recurring enable --help", "recurring", "enable")]
    public async Task Switch_BadUsage_ExitsWith2AndNamesTheArgument(string said, params string[] args)
    {
        var outcome = await Tool.RunAsync(args);

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.Error.ShouldContain(said);
    }
}
