using System.Text.Json;
using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.DeadLetters;

public sealed class DeadBodyTests
{
    private const string Body = "{\"v\":9\u001b[2J\nsecond";

    [Fact]
    public async Task Body_IsPrintedWithoutWhatSteersATerminal()
    {
        await using var api = await FakeApi.StartAsync(Reply.With(200, "application/octet-stream", Body));

        var outcome = await Tool.RunAsync("dead", "body", SampleFlow.Id, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        api.Seen.ShouldHaveSingleItem().Path.ShouldBe($"/api/dead/letters/{SampleFlow.Id}/body");
        outcome.OutLines.ShouldBe(["{\"v\":9 [2J", "second"]);
    }

    [Fact]
    public async Task Body_Json_HoldsTheBytes()
    {
        await using var api = await FakeApi.StartAsync(Reply.With(200, "application/octet-stream", Body));

        var outcome = await Tool.RunAsync("dead", "body", SampleFlow.Id, "--json", "--url", api.Url);

        JsonDocument.Parse(outcome.OutLines.ShouldHaveSingleItem()).RootElement.GetProperty("base64").GetBytesFromBase64().ShouldBe(System.Text.Encoding.UTF8.GetBytes(Body));
    }

    [Fact]
    public async Task Body_To_WritesANewFileAndNeverOverOne()
    {
        await using var api = await FakeApi.StartAsync(Reply.With(200, "application/octet-stream", Body));
        using var file = new TempFile();
        var other = file.Path + ".body";
        try
        {
            (await Tool.RunAsync("dead", "body", SampleFlow.Id, "--to", other, "--url", api.Url)).Exit.ShouldBe(ExitCode.Done);
            (await File.ReadAllTextAsync(other)).ShouldBe(Body);

            var refused = await Tool.RunAsync("dead", "body", SampleFlow.Id, "--to", file.Path, "--url", api.Url);

            refused.Exit.ShouldBe(ExitCode.Refused);
            refused.ErrorLines.ShouldHaveSingleItem().ShouldContain("--to");
        }
        finally
        {
            File.Delete(other);
        }
    }
}
