using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.Inspection;

public sealed class DrainAllTests
{
    private const string Some = """
        {"versions":[{"job":"mail.welcome","version":1,"drained":false,"known":true,"left":{"outbox":0,"lanes":2000,"running":1,"retries":0,"parked":3}}],"more":true}
        """;

    [Fact]
    public async Task Drain_WithoutAJob_ListsTheVersionsWithSomethingLeftAndExitsWith1()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Some));

        var outcome = await Tool.RunAsync("drain", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.FlowNotSucceeded);
        api.Seen.ShouldHaveSingleItem().Path.ShouldBe("/api/drain");
        outcome.OutLines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["mail.welcome", "1", "0", "2,000", "1", "0", "3"]);
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain("not all was counted");
    }

    [Fact]
    public async Task Drain_NothingLeftOfAny_ExitsWith0()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json("""{"versions":[],"more":false}"""));

        var outcome = await Tool.RunAsync("drain", "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done);
        outcome.OutLines.ShouldHaveSingleItem().ShouldBe("Nothing is left of any version.");
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 5)]
    public async Task Drain_NameThatNoJobHas_HasAnExitCodeOfItsOwn(bool known, int expected)
    {
        var document = $$"""{"job":"mail.welcom","version":1,"drained":true,"known":{{(known ? "true" : "false")}},"left":{"outbox":0,"lanes":0,"running":0,"retries":0,"parked":0} }""";
        await using var api = await FakeApi.StartAsync(Reply.Json(document));

        var outcome = await Tool.RunAsync("drain", "--job", "mail.welcom", "--version", "1", "--wait", "--url", api.Url);

        ((int)outcome.Exit).ShouldBe(expected);
        outcome.Error.Contains("knows no job called mail.welcom", StringComparison.Ordinal).ShouldBe(!known);
    }
}
