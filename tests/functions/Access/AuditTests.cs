using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Access;

public sealed class AuditTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const string Nobody = "01939f3e-0000-7000-8000-000000000000";

    [AppFact(Needs.Key)]
    public async Task EveryChange_IsWrittenDown_WithWhoAndHowItEnded()
    {
        var flow = await Flows.SubmitAsync(Sample.File(5));
        using var ids = JsonContent.Create(new { ids = new[] { Nobody } });
        using var discarded = await Flows.PostToAsync("api/dead/discard", ids);
        using var replayed = await Flows.PostToAsync($"api/jobs/{Nobody}/replay");
        using var hostile = await Flows.PostToAsync($"api/flows/{Uri.EscapeDataString("<script>'" + new string('x', 400))}/cancel");

        var changes = await ChangesAsync();
        string.Join('\n', changes.Take(4).Select(Words)).ShouldBe($"""
            cancelFlow <script>'{new string('x', 300 - 9)} refused 404 null
            replayJob {Nobody} refused 404 null
            discardDeadLetters 1 by id: {Nobody} done 200 0
            submitFlow {flow.Id} done 202 null
            """.ReplaceLineEndings("\n"));
        changes.Take(4).Select(c => c.GetProperty("key").GetString()).Distinct()
            .ShouldBe([Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Target.Key!)))[..8]]);
        changes.Take(4).ShouldAllBe(c => c.GetProperty("at").GetDateTimeOffset() >= Began);
    }

    [AppFact(Needs.Key)]
    public async Task WhatMayNotBeChanged_AndWhatIsOnlyRead_IsNot()
    {
        var before = await NewestAsync();
        using var http = new HttpClient { BaseAddress = Shared.Url };
        using var refused = await http.PostAsync($"api/jobs/{Nobody}/replay", content: null);
        using var read = await Flows.GetAsync("api/flows");

        (await NewestAsync()).ShouldBe(before);
    }

    [AppFact]
    public async Task Pages_FollowEachOther()
    {
        for (var i = 0; i < 3; i++)
            using (await Flows.PostToAsync($"api/jobs/{Nobody}/replay")) { }
        var all = (await ChangesAsync()).Take(3).Select(c => c.GetProperty("id").GetString()).ToList();

        var (after, paged) = ("", new List<string?>());
        for (var page = 0; page < 3; page++)
        {
            using var answer = await Flows.GetAsync("api/audit?limit=1" + after);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            paged.Add(body.GetProperty("changes")[0].GetProperty("id").GetString());
            after = "&after=" + body.GetProperty("next").GetString();
        }
        paged.ShouldBe(all);
    }

    private async Task<IReadOnlyList<JsonElement>> ChangesAsync()
    {
        using var answer = await Flows.GetAsync("api/audit");
        return [.. (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("changes").EnumerateArray()];
    }

    private async Task<string?> NewestAsync() => (await ChangesAsync()).Select(c => c.GetProperty("id").GetString()).FirstOrDefault();

    private static string Words(JsonElement change) =>
        $"{change.GetProperty("what")} {change.GetProperty("target")} {change.GetProperty("outcome")} {change.GetProperty("status")} {(change.GetProperty("count") is { ValueKind: JsonValueKind.Number } n ? n : "null")}";
}
