using System.Text.Json;
using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.Inspection;

public sealed class JobsTests
{
    [Theory]
    [InlineData("/api/jobs?limit=20")]
    [InlineData("/api/jobs?limit=20", "list")]
    [InlineData("/api/jobs?limit=5&state=dead&type=mail.welcome&flow=6f1c2d3e-0000-4000-8000-000000000001&q=mail%26x&after=a.b",
        "list", "--limit", "5", "--state", "dead", "--job", "mail.welcome", "--flow", "6f1c2d3e-0000-4000-8000-000000000001", "--search", "mail&x", "--after", "a.b")]
    public async Task Jobs_AsksForThemAndSaysHowItGoesOn(string path, params string[] args)
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Documents.JobPage));

        var outcome = await Tool.RunAsync(["jobs", .. args, "--url", api.Url]);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        api.Seen.ShouldHaveSingleItem().Path.ShouldBe(path);
        foreach (var cell in (string[])[Documents.Job, "dead", "mail.welcome v2", "3", "2025-03-01 10:00:02Z", "System.TimeoutException: 30 s passed"])
            outcome.OutLines[1].ShouldContain(cell);
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldBe($"There may be more: --after {Documents.Job}");
    }

    [Fact]
    public async Task Jobs_EmptyPageThatIsNotTheLast_SaysHowFarItLooked()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Documents.NoJobYet));

        var outcome = await Tool.RunAsync("jobs", "--state", "expired", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done);
        outcome.ErrorLines[0].ShouldContain("back to 2025-03-01 09:00:00Z");
        outcome.ErrorLines[1].ShouldContain("--after 6f1c2d3e-0000-4000-8000-00000000002b");
    }

    [Fact]
    public async Task Jobs_NarrowTerminal_ShowsNoBrokenRow()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Documents.JobPage));

        var outcome = await new Tool { OnTerminal = true }.StartAsync("jobs", "--url", api.Url);

        outcome.OutLines.Length.ShouldBe(2);
        outcome.OutLines.ShouldAllBe(line => line.Length <= 130);
    }

    [Fact]
    public async Task Show_TellsWhereTheJobIsAndWhyItFailed()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Documents.OneJob));

        var outcome = await Tool.RunAsync("jobs", "show", Documents.Job, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        api.Seen.ShouldHaveSingleItem().Path.ShouldBe($"/api/jobs/{Documents.Job}");
        foreach (var text in (string[])[
            "mail.welcome version 2", "dead", "mails running, member 7", """{"to":"a@b.c"}""", "past its retention", "box/17, which is gone", "once",
            "System.TimeoutException: # s passed", "at Mail.Send()", "It timed out.", "00-0af7651916cd43dd8448eb211c80319c", "more attempts"])
            outcome.Out.ShouldContain(text);
    }

    [Fact]
    public async Task Show_Json_PrintsTheDocumentUnknownFieldsIncluded()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Documents.OneJob));

        var outcome = await Tool.RunAsync("jobs", "show", Documents.Job, "--json", "--url", api.Url);

        JsonDocument.Parse(outcome.OutLines.ShouldHaveSingleItem()).RootElement.GetProperty("later").GetArrayLength().ShouldBe(1);
        outcome.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Show_NoSuchJob_ExitsWith2AndSaysSo()
    {
        await using var api = await FakeApi.StartAsync(Reply.Problem(404, "No such job", "No job has this id."));

        var outcome = await Tool.RunAsync("jobs", "show", Documents.Job, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain("No such job");
    }
}
