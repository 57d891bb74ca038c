using System.Text.Json;
using Azure.Storage.Blobs;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Oracles;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.FlowControl;

public sealed class SummaryTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private static readonly string?[] States = ["NSW", "VIC", "QLD", null, "Łódź"];

    [AppTheory]
    [InlineData("chord")]
    [InlineData("fine-grained")]
    public async Task TheBody_SumsUpTheImport_InARowAndAReportAndTheFlow(string name)
    {
        var pattern = Pattern.Of(name);
        var file = new VoterFile();
        for (var number = 1; number <= 1_000; number++)
            file.Add(Sample.Make(number) with { State = States[number % States.Length] });
        for (var number = 1; number <= 50; number++)
            file.AddBad(Sample.Make(number), SampleVoters.Reasons[number % SampleVoters.Reasons.Length]);

        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, pattern)).Id);

        await ShouldBeExactAsync(flow, file, pattern.RecordsAJob);
        var document = await Flows.DocumentAsync(flow.Id);
        var report = await ReportAsync(document.GetProperty("summary").GetProperty("report").GetString()!);
        ShouldSumUp(document.GetProperty("summary"), file);
        ShouldSumUp(report, file);
        report.GetProperty("import").GetGuid().ShouldBe(flow.Id);
        (report.GetProperty("records").GetInt64(), report.GetProperty("registered").GetInt64(), report.GetProperty("updated").GetInt64())
            .ShouldBe((1_050, 1_000, 0));
        report.GetProperty("failed").GetArrayLength().ShouldBe(0);
        document.GetProperty("callbacks").EnumerateArray().Select(c => $"{c.GetProperty("role")} {c.GetProperty("status")}").ShouldBe(["body succeeded", "error skipped"]);
    }

    [AppFact]
    public async Task AFileOfAHeaderAlone_HasASummaryOfNothing()
    {
        var file = new VoterFile();

        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file)).Id);

        await ShouldBeExactAsync(flow, file, chunk: 100);
        ShouldSumUp((await Flows.DocumentAsync(flow.Id)).GetProperty("summary"), file);
    }

    [AppFact]
    public async Task MoreStatesThanFit_AreCountedTogether()
    {
        var file = new VoterFile();
        for (var number = 1; number <= 130; number++)
            file.Add(Sample.Make(number) with { State = $"S{number:d3}" });
        file.Add(Sample.Make(1_000) with { State = "S130" });

        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file)).Id);

        var summary = (await Flows.DocumentAsync(flow.Id)).GetProperty("summary");
        summary.GetProperty("voters").GetInt64().ShouldBe(131);
        summary.GetProperty("byState").GetArrayLength().ShouldBe(100);
        summary.GetProperty("byState")[0].GetProperty("state").GetString().ShouldBe("S130");
        summary.GetProperty("otherStates").GetInt64().ShouldBe(30);
    }

    [AppFact]
    public async Task AGroup_HasNone()
    {
        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(Sample.File(100), Pattern.Of("group"))).Id);

        var document = await Flows.DocumentAsync(flow.Id);
        document.GetProperty("summary").ValueKind.ShouldBe(JsonValueKind.Null);
        document.GetProperty("callbacks").GetArrayLength().ShouldBe(0);
    }

    private static void ShouldSumUp(JsonElement summary, VoterFile file)
    {
        var voters = file.Voters.Values;
        summary.GetProperty("voters").GetInt64().ShouldBe(voters.Count());
        summary.GetProperty("byState").EnumerateArray().ToDictionary(s => s.GetProperty("state").GetString() ?? "", s => s.GetProperty("voters").GetInt64())
            .ShouldBe(voters.GroupBy(v => v.State ?? "").ToDictionary(g => g.Key, g => (long)g.Count()), ignoreOrder: true);
        summary.GetProperty("byBirthDecade").EnumerateArray()
            .Select(d => (d.GetProperty("decade").ValueKind == JsonValueKind.Null ? (int?)null : d.GetProperty("decade").GetInt32(), d.GetProperty("voters").GetInt64()))
            .ShouldBe(voters.GroupBy(v => v.BornOn is { } born ? (int?)(born.Year / 10 * 10) : null).OrderBy(g => g.Key ?? int.MaxValue).Select(g => (g.Key, (long)g.Count())));
        summary.GetProperty("rejects").EnumerateObject().ToDictionary(r => r.Name, r => r.Value.GetInt64())
            .ShouldBe(file.Rejects.GroupBy(r => r.Reason).ToDictionary(g => g.Key, g => (long)g.Count()), ignoreOrder: true);
        (summary.GetProperty("otherStates").GetInt64(), summary.GetProperty("failedJobs").GetInt32()).ShouldBe((0, 0));
    }

    private static async Task<JsonElement> ReportAsync(string name)
    {
        var blob = await new BlobContainerClient(Services.Blobs, "pipeline").GetBlobClient(name).DownloadContentAsync();
        return JsonSerializer.Deserialize<JsonElement>(blob.Value.Content);
    }
}
