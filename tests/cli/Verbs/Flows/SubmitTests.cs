using System.Text.Json;
using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.Flows;

public sealed class SubmitTests : IDisposable
{
    private readonly TempFile file = new();

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task Submit_SendsTheFileAsItIsWithItsOptions()
    {
        await using var api = await FakeApi.StartAsync(SampleFlow.Accepted);

        var outcome = await Tool.RunAsync(
            "submit", file.Path, "--pattern", "fine-grained", "--chunk", "7", "--url", api.Url, "--key", "s3cret");

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        var request = api.Seen.ShouldHaveSingleItem();
        request.Method.ShouldBe("POST");
        request.Path.ShouldBe("/api/flows?pattern=fine-grained&chunk=7");
        request.Headers["Content-Type"].ShouldBe("text/csv");
        request.Headers["x-functions-key"].ShouldBe("s3cret");
        Guid.TryParse(request.Headers["Idempotency-Key"], out _).ShouldBeTrue();
        request.Body.ShouldBe(await File.ReadAllBytesAsync(file.Path));
    }

    [Fact]
    public async Task Submit_WithoutOptions_TakesThemFromTheEnvironmentAndDefaults()
    {
        await using var api = await FakeApi.StartAsync(SampleFlow.Accepted);
        var tool = new Tool { Environment = new() { ["PIPELINE_URL"] = api.Url, ["PIPELINE_KEY"] = "from-env" } };

        await tool.StartAsync("submit", file.Path);

        var request = api.Seen.ShouldHaveSingleItem();
        request.Path.ShouldBe("/api/flows?pattern=chord&chunk=100");
        request.Headers["x-functions-key"].ShouldBe("from-env");
    }

    [Fact]
    public async Task Submit_TwoSubmits_HaveDifferentIdempotencyKeys()
    {
        await using var api = await FakeApi.StartAsync(SampleFlow.Accepted);

        await Tool.RunAsync("submit", file.Path, "--url", api.Url);
        await Tool.RunAsync("submit", file.Path, "--url", api.Url);

        api.Seen.Select(request => request.Headers["Idempotency-Key"]).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Submit_PrintsTheIdAloneAndOnStandardErrorTheWayToWatch()
    {
        await using var api = await FakeApi.StartAsync(SampleFlow.Accepted);

        var outcome = await Tool.RunAsync("submit", file.Path, "--url", api.Url, "--key", "s3cret");

        outcome.Out.TrimEnd().ShouldBe(SampleFlow.Id);
        outcome.Error.ShouldContain($"pipeline status {SampleFlow.Id} --watch --url {api.Url}");
        outcome.Error.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Submit_Json_PrintsTheServersDocumentOnOneLine()
    {
        await using var api = await FakeApi.StartAsync(SampleFlow.Accepted);

        var outcome = await Tool.RunAsync("submit", file.Path, "--url", api.Url, "--json");

        var printed = JsonDocument.Parse(outcome.OutLines.ShouldHaveSingleItem()).RootElement;
        printed.GetProperty("status").GetString().ShouldBe("running");
        printed.GetProperty("later").GetProperty("unknown").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task SubmitWatch_Json_PrintsExactlyTheReportLine()
    {
        await using var api = await FakeApi.StartAsync(SampleFlow.Accepted, Reply.Json(SampleFlow.Running(40)), Reply.Json(SampleFlow.Succeeded));

        var outcome = await Tool.RunAsync("submit", file.Path, "--url", api.Url, "--watch", "--json");

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.Out.TrimEnd().ShouldBe(
            $$"""{"flow":"{{SampleFlow.Id}}","host":"local","pattern":"group","records":10000""" +
            ""","registered":9800,"updated":188,"rejected":12,"jobs":100,"seconds":4}""");
        outcome.OutLines.Length.ShouldBe(1);
        api.Seen.Skip(1).ShouldAllBe(request => request.Path == $"/api/flows/{SampleFlow.Id}");
    }

    [Fact]
    public async Task SubmitWatch_Json_EndsWithTheSummaryWhereThereIsOne()
    {
        var summed = SampleFlow.Succeeded[..^1] + ",\"summary\":{\"voters\":9988,\"later\":[1]} }";
        await using var api = await FakeApi.StartAsync(SampleFlow.Accepted, Reply.Json(summed));

        var outcome = await Tool.RunAsync("submit", file.Path, "--url", api.Url, "--watch", "--json");

        outcome.Out.TrimEnd().ShouldEndWith(""","jobs":100,"seconds":4,"summary":{"voters":9988,"later":[1]}}""");
    }

    [Fact]
    public async Task SubmitWatch_PrintsProgressOnStandardErrorAndTheReportOnStandardOutput()
    {
        await using var api = await FakeApi.StartAsync(SampleFlow.Accepted, Reply.Json(SampleFlow.Running(40)), Reply.Json(SampleFlow.Succeeded));

        var outcome = await Tool.RunAsync("submit", file.Path, "--url", api.Url, "--watch");

        var rows = outcome.Rows;
        rows.ShouldContainKeyAndValue("pattern", "group");
        rows.ShouldContainKeyAndValue("records", "10,000");
        rows.ShouldContainKeyAndValue("registered", "9,800");
        rows.ShouldContainKeyAndValue("updated", "188");
        rows.ShouldContainKeyAndValue("rejected", "12");
        rows.ShouldContainKeyAndValue("jobs", "100");
        rows.ShouldContainKeyAndValue("seconds", "4.000");
        rows.ShouldContainKeyAndValue("records/s", "2,500");
        outcome.Error.ShouldContain("100/100 jobs");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SubmitWatch_FlowFailed_ReportsAllTheSameAndExitsWith1(bool json)
    {
        await using var api = await FakeApi.StartAsync(SampleFlow.Accepted, Reply.Json(SampleFlow.Failed));

        var outcome = await Tool.RunAsync(["submit", file.Path, "--url", api.Url, "--watch", .. json ? ["--json"] : Array.Empty<string>()]);

        outcome.Exit.ShouldBe(ExitCode.FlowNotSucceeded);
        outcome.Out.ShouldContain(json ? "\"registered\":null" : "failed");
        outcome.ErrorLines[^2].ShouldContain("of 100 jobs 97 succeeded, 3 dead");
        outcome.ErrorLines[^1].ShouldEndWith($"pipeline replay --flow {SampleFlow.Id} --url {api.Url}");
    }

    [Fact]
    public async Task SubmitWatch_OnATerminal_DrawsABar()
    {
        await using var api = await FakeApi.StartAsync(SampleFlow.Accepted, Reply.Json(SampleFlow.Running(40)), Reply.Json(SampleFlow.Succeeded));

        var outcome = await new Tool { OnTerminal = true }.StartAsync("submit", file.Path, "--url", api.Url, "--watch");

        outcome.Error.ShouldContain("100% 100/100 jobs");
        outcome.Out.ShouldContain("records/s");
    }
}
