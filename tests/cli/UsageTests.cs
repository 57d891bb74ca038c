using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("frobnicate")]
    [InlineData("submit")]
    [InlineData("submit a b")]
    [InlineData("submit a --chunk 0")]
    [InlineData("submit a --chunk 100001")]
    [InlineData("submit a --chunk ten")]
    [InlineData("submit a --chunk 99999999999999999999")]
    [InlineData("submit a --pattern a&chunk=1")]
    [InlineData("submit a --pattern -x")]
    [InlineData("submit a --pattern aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("submit a --url")]
    [InlineData("status 12")]
    [InlineData("status --watch")]
    [InlineData("status --bogus")]
    [InlineData("status --after 3")]
    [InlineData("status 6f1c2d3e-0000-4000-8000-000000000001 --after -1")]
    [InlineData("status 6f1c2d3e-0000-4000-8000-000000000001 --after x")]
    [InlineData("cancel")]
    [InlineData("cancel 12")]
    [InlineData("replay")]
    [InlineData("replay 12")]
    [InlineData("replay --flow 12")]
    [InlineData("replay --flow")]
    [InlineData("replay 6f1c2d3e-0000-4000-8000-000000000001 --flow 6f1c2d3e-0000-4000-8000-000000000001")]
    [InlineData("replay 6f1c2d3e-0000-4000-8000-000000000001 --watch")]
    [InlineData("dead --bogus")]
    [InlineData("dead replay")]
    [InlineData("dead list --limit x")]
    public async Task BadUsage_ExitsWith2AndPointsAtTheHelp(string line)
    {
        var outcome = await Tool.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.Out.ShouldBeEmpty();
        outcome.ErrorLines.Length.ShouldBe(2);
        outcome.ErrorLines[1].ShouldContain("--help");
    }

    [Fact]
    public async Task Help_NamesVerbsExitCodesAndEnvironment()
    {
        var outcome = await Tool.RunAsync("--help");

        outcome.Exit.ShouldBe(ExitCode.Done);
        foreach (var word in new[] { "submit", "status", "cancel", "replay", "dead", "Exit codes:", "130", "PIPELINE_URL", "PIPELINE_KEY", "NO_COLOR" })
            outcome.Out.ShouldContain(word);
    }

    [Fact]
    public async Task Submit_MissingFile_SaysSoWithoutAskingTheServer()
    {
        var outcome = await Tool.RunAsync("submit", "/nowhere/@voters.csv");

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldBe("pipeline: /nowhere/@voters.csv does not exist. Check the path.");
    }

    [Fact]
    public async Task Submit_Directory_IsRefused()
    {
        var outcome = await Tool.RunAsync("submit", Path.GetTempPath());

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain("is a directory");
    }

    [Fact]
    public async Task Submit_FileHeldByAnotherProgram_IsRefused()
    {
        using var file = new TempFile();
        await using var held = new FileStream(file.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var outcome = await Tool.RunAsync("submit", file.Path);

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.ErrorLines.ShouldHaveSingleItem().ShouldContain("cannot be read");
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("schlüssel")]
    public async Task Key_ThatNoHeaderCanCarry_IsRefusedAndNotPrinted(string key)
    {
        var outcome = await Tool.RunAsync("status", "--key", key);

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.Error.ShouldNotContain(key);
    }
}
