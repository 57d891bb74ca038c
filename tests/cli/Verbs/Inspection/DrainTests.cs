using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.Inspection;

public sealed class DrainTests
{
    private static string Left(int parked) =>
        """{"job":"mail.welcome","version":1,"drained":false,"left":{"outbox":0,"lanes":2,"running":0,"retries":0,"parked":PARKED}}"""
            .Replace("PARKED", $"{parked}", StringComparison.Ordinal);

    private const string Nothing = """{"job":"mail.welcome","version":1,"drained":true,"left":{"outbox":0,"lanes":0,"running":0,"retries":0,"parked":0}}""";

    [Fact]
    public async Task Drain_NothingLeft_ExitsWith0()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Nothing));
        var outcome = await Tool.RunAsync("drain", "--job", "mail.welcome", "--version", "1", "--url", api.Url);
        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.OutLines.ShouldHaveSingleItem().ShouldBe("Nothing is left of mail.welcome version 1.");
        api.Seen.ShouldHaveSingleItem().Path.ShouldBe("/api/drain?job=mail.welcome&version=1");
    }

    [Fact]
    public async Task Drain_SomethingLeft_ListsItAndExitsWith1()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Left(parked: 3)));
        var outcome = await Tool.RunAsync("drain", "--job", "mail.welcome", "--version", "1", "--url", api.Url);
        outcome.Exit.ShouldBe(ExitCode.FlowNotSucceeded);
        outcome.OutLines.ShouldHaveSingleItem().ShouldBe("Left of mail.welcome version 1: 2 in the lanes, 3 parked.");
    }

    [Fact]
    public async Task Drain_Wait_StaysUntilNothingIsLeft()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(Left(parked: 3)), Reply.Json(Left(parked: 1)), Reply.Json(Nothing));
        var outcome = await Tool.RunAsync("drain", "--job", "mail.welcome", "--version", "1", "--wait", "--url", api.Url, "--json");
        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.OutLines.ShouldHaveSingleItem().ShouldContain("\"drained\":true");
        outcome.Error.ShouldContain("3 parked");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/../b")]
    [InlineData("a&version=2")]
    [InlineData("'; drop table x; --")]
    [InlineData("line\nbreak")]
    [InlineData("\u001b[31mred")]
    [InlineData("почта")]
    public async Task Drain_AJobThatCannotBeOne_IsRefusedWithoutAskingTheServer(string job)
    {
        var outcome = await Tool.RunAsync("drain", "--job", job, "--version", "1");
        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.Error.ShouldContain("--job must be a job's name");
        outcome.Error.ShouldNotContain('\u001b');
    }

    [Fact]
    public async Task Drain_AHugeName_IsRefusedInFewWords()
    {
        var outcome = await Tool.RunAsync("drain", "--job", new('a', 100_000), "--version", "1");
        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.Error.Length.ShouldBeLessThan(300);
    }

    [Theory]
    [InlineData("drain", "--version", "1")]
    [InlineData("drain", "--job", "a")]
    [InlineData("drain", "--job", "a", "--version", "0")]
    [InlineData("drain", "--job", "a", "--version", "x")]
    [InlineData("drain", "--job", "a", "--version", "-1")]
    [InlineData("drain", "--job", "a", "--version", "")]
    [InlineData("drain", "--job", "a", "--version", "1.0")]
    [InlineData("drain", "--job", "a", "--version", "１")]
    [InlineData("drain", "--job", "a", "--version", "1000000000000000000")]
    [InlineData("drain", "--job", "a", "--job", "b", "--version", "1")]
    public async Task Drain_WithoutAJobAndItsVersion_IsRefused(params string[] args) =>
        (await Tool.RunAsync(args)).Exit.ShouldBe(ExitCode.Refused);
}
