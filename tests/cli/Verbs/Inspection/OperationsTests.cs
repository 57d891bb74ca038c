using System.Text.Json;
using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.Inspection;

public sealed class OperationsTests
{
    public static readonly TheoryData<string, string, string, string[]> Verbs = new()
    {
        { "overview", "/api/overview", Documents.Overview, ["10,000+", "5, the oldest due for 0:06", "1,200 succeeded, 4 retried", "about 1,000,000", "box/17"] },
        { "activity", "/api/activity?minutes=15", Documents.Activity, ["2025-03-01 10:00:10Z", "20", "mail.welcome", "8.0/16/23", "█"] },
        { "activity --minutes 60 --job mail.welcome", "/api/activity?minutes=60&type=mail.welcome", Documents.Activity, ["mail.welcome"] },
        { "lanes", "/api/lanes", Documents.Lanes, ["jobs.0", "1,204", "not taken care of", "missing"] },
        { "sweeps", "/api/sweeps", Documents.Sweeps, ["RecoverMessages", "TimeoutException", "2025-03-01 08:00:00Z"] },
        { "audit", "/api/audit?limit=20", Documents.Audit, ["replayDeadLetters", "done 200", "0a1b2c3d", "type mail.welcome"] },
        { $"audit --limit 3 --after {SampleFlow.Id}", $"/api/audit?limit=3&after={SampleFlow.Id}", Documents.Audit, ["done 200"] },
        { $"flows --open --limit 3 --after {SampleFlow.Id}", $"/api/flows?limit=3&open=true&after={SampleFlow.Id}", $$"""{"flows":[{{SampleFlow.Running(3)}}],"next":null}""", ["running", "3/100"] },
        { "health --live", "/api/health", """{"status":"alive"}""", ["alive"] },
    };

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Verb_AsksItsPathAndShowsWhatComes(string line, string path, string document, string[] shown)
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(document));

        var outcome = await Tool.RunAsync([.. line.Split(' '), "--url", api.Url]);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        api.Seen.ShouldHaveSingleItem().Path.ShouldBe(path);
        foreach (var text in shown)
            outcome.Out.ShouldContain(text);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Verb_Json_PrintsTheServersDocumentOnOneLine(string line, string path, string document, string[] shown)
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(document));

        var outcome = await Tool.RunAsync([.. line.Split(' '), "--json", "--url", api.Url]);

        JsonElement.DeepEquals(JsonDocument.Parse(outcome.OutLines.ShouldHaveSingleItem()).RootElement, JsonDocument.Parse(document).RootElement).ShouldBeTrue($"{path} {shown[0]}");
        outcome.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("overview")]
    [InlineData("activity")]
    [InlineData("lanes")]
    [InlineData("sweeps")]
    [InlineData("audit")]
    [InlineData("flows")]
    [InlineData("jobs")]
    [InlineData("drain")]
    [InlineData("health")]
    public async Task Verb_AnswerThatIsNone_ExitsWith4InOneLine(string verb)
    {
        foreach (var body in (string[])["{}", "null", "[]", "not json", """{"jobs":[null],"lanes":[null],"sweeps":[null],"changes":[null],"flows":[null],"versions":[null],"reachable":true,"status":null}"""])
        {
            await using var api = await FakeApi.StartAsync(Reply.Json(body));

            var outcome = await Tool.RunAsync(verb, "--url", api.Url);

            outcome.Exit.ShouldBe(ExitCode.ServerUnavailable, $"{body}: {outcome.Out}{outcome.Error}");
            outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain("does not speak the pipeline's API");
        }
    }

    [Theory]
    [InlineData("jobs --state sleeping")]
    [InlineData("jobs --limit 101")]
    [InlineData("jobs --job a/b")]
    [InlineData("jobs --flow 12")]
    [InlineData("jobs show")]
    [InlineData("jobs show 12")]
    [InlineData("flows --after 12")]
    [InlineData("activity --minutes 0")]
    [InlineData("activity --minutes 1441")]
    [InlineData("audit --limit x")]
    [InlineData("audit --after x")]
    [InlineData("dead body")]
    [InlineData("drain --job a")]
    [InlineData("drain --version 1")]
    [InlineData("drain --wait")]
    [InlineData("lanes x")]
    public async Task BadUsage_ExitsWith2AndPointsAtTheHelp(string line)
    {
        var outcome = await Tool.RunAsync(line.Split(' '));

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.Out.ShouldBeEmpty();
        outcome.ErrorLines[^1].ShouldContain("--help");
    }
}
