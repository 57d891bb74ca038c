using System.Net.Http.Json;
using System.Text.Json;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Inspection;

public sealed class JobTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    [AppFact]
    public async Task AFlowsJobs_AreFoundPageByPage_EachOnce()
    {
        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(Sample.File(250), chunk: 10)).Id);

        var (places, after) = (new List<int>(), "");
        do
        {
            var page = await GetAsync($"api/jobs?flow={flow.Id}&limit=7{after}");
            places.AddRange(page.GetProperty("jobs").EnumerateArray().Select(j => j.GetProperty("place").GetInt32()));
            after = page.GetProperty("next").ValueKind == JsonValueKind.Null ? "" : $"&after={page.GetProperty("next")}";
        }
        while (after.Length > 0);
        places.ShouldBe(Enumerable.Range(-1, 26));
    }

    [AppFact]
    public async Task AJob_SaysWhatItWasGivenAndWhatCameOfIt()
    {
        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(Sample.File(10), chunk: 10)).Id);
        var id = await Database.OneAsync<Guid>("select id from pipeline.job where flow_id = $1 and flow_index = 0", flow.Id);

        var found = (await GetAsync($"api/jobs?q={id}")).GetProperty("jobs").EnumerateArray().ShouldHaveSingleItem();
        var job = await GetAsync($"api/jobs/{id}");
        (found.GetProperty("id").GetGuid(), job.GetProperty("id").GetGuid()).ShouldBe((id, id));
        job.GetProperty("state").GetString().ShouldBe("succeeded");
        job.GetProperty("args").GetProperty("text").GetString().ShouldNotBeNull().ShouldContain("voters.csv");
        job.GetProperty("result").GetProperty("text").GetString().ShouldNotBeNull().ShouldMatch("""^\{"new":[0-9]+,"updated":[0-9]+\}$""");
        (job.GetProperty("flow").GetProperty("id").GetGuid(), job.GetProperty("flow").GetProperty("role").GetString()).ShouldBe((flow.Id, "member"));
        job.GetProperty("attempts").GetArrayLength().ShouldBe(0);
    }

    [AppFact]
    public async Task Throughput_IsSeenSoonAfterTheWork()
    {
        var before = await SucceededAsync();
        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(Sample.File(40), chunk: 10)).Id);

        await Pipeline.Tests.Support.Eventually.TrueAsync(async () => await SucceededAsync() >= before + 4, TimeSpan.FromSeconds(30), $"the 4 jobs of flow {flow.Id} are counted");
    }

    [AppTheory]
    [InlineData("jobs?state=", "'state'")]
    [InlineData("jobs?state=done", "'state'")]
    [InlineData("jobs?state=Dead", "'state'")]
    [InlineData("jobs?state=0", "'state'")]
    [InlineData("jobs?state=dead&state=queued", "'state'")]
    [InlineData("jobs?type=", "'type'")]
    [InlineData("jobs?type=a%00", "'type'")]
    [InlineData("jobs?q=", "'q'")]
    [InlineData("jobs?q=%00", "'q'")]
    [InlineData("jobs?flow=", "'flow'")]
    [InlineData("jobs?flow=1", "'flow'")]
    [InlineData("jobs?flow=01939f3e-0000-7000-8000-000000000000%00", "'flow'")]
    [InlineData("jobs?after=", "'after'")]
    [InlineData("jobs?after=1", "'after'")]
    [InlineData("jobs?after=01939f3e-0000-7000-8000-000000000000%00", "'after'")]
    [InlineData("jobs?state=queued&after=01939f3e-0000-7000-8000-000000000000", "'after'")]
    [InlineData("jobs?flow=01939f3e-0000-7000-8000-000000000000&after=1%00", "'after'")]
    [InlineData("jobs?flow=01939f3e-0000-7000-8000-000000000000&after=99999999999", "'after'")]
    [InlineData("jobs?limit=0", "'limit'")]
    [InlineData("jobs?limit=101", "'limit'")]
    [InlineData("jobs?limit=-1", "'limit'")]
    [InlineData("jobs?limit=1%00", "'limit'")]
    [InlineData("flows?limit=1&limit=2", "'limit'")]
    [InlineData("flows?after=x", "'after'")]
    [InlineData("flows?open=yes", "'open'")]
    [InlineData("activity?minutes=0", "'minutes'")]
    [InlineData("activity?minutes=1441", "'minutes'")]
    [InlineData("activity?minutes=-5", "'minutes'")]
    [InlineData("activity?minutes=1%00", "'minutes'")]
    [InlineData("activity?minutes=1e3", "'minutes'")]
    [InlineData("activity?type=%00", "'type'")]
    [InlineData("audit?limit=1000000000000000000", "'limit'")]
    [InlineData("audit?after=AAAA", "'after'")]
    public async Task AWrongQuery_Is400AndNamesTheField(string query, string said)
    {
        using var answer = await Flows.GetAsync("api/" + query);

        (await Api.Problem.ShouldBeAsync(answer, System.Net.HttpStatusCode.BadRequest)).Detail.ShouldContain(said);
    }

    [AppTheory]
    [InlineData("q")]
    [InlineData("type")]
    [InlineData("after")]
    public async Task AHugeText_Is400(string field)
    {
        using var answer = await Flows.GetAsync($"api/jobs?{field}={new string('a', 5_000)}");

        (await Api.Problem.ShouldBeAsync(answer, System.Net.HttpStatusCode.BadRequest)).Detail.ShouldContain($"'{field}'");
    }

    private async Task<long> SucceededAsync() => (await GetAsync("api/activity?minutes=60")).GetProperty("total").GetProperty("succeeded").GetInt64();

    private async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Flows.GetAsync(path);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
