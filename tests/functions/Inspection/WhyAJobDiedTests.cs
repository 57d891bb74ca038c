using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Contract;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Workload;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Inspection;

public sealed class WhyAJobDiedTests(SharedApp shared, ITestOutputHelper output) : WorkloadTest(shared, output)
{
    private const string Job = "work.fail";

    [AppFact(Needs.OwnApp)]
    public async Task WhyAJobDied_IsFound_AndStaysFoundAfterItsReplay()
    {
        var broken = await StartAsync();
        await EnqueueAsync(broken, "fail", 3);
        await Eventually.TrueAsync(async () => await JobsAsync(Job, "status = 'dead'") == 3, Deadline, "all have died");
        Guid id;
        using (var flows = new Flows(broken.Url))
        {
            var dead = (await ReadAsync(flows, $"api/jobs?state=dead&type={Job}&limit=3")).GetProperty("jobs").EnumerateArray().ToList();
            dead.Count.ShouldBe(3);
            dead.ShouldAllBe(j => j.GetProperty("state").GetString() == "dead" && j.GetProperty("error").GetString()!.Length > 0);
            id = dead[0].GetProperty("id").GetGuid();
            var job = await JobAsync(flows, id);
            job.GetProperty("attempts")[0].GetProperty("error").GetString().ShouldBe(job.GetProperty("error").GetString());
            job.GetProperty("deadLetter").GetProperty("cause").GetString().ShouldNotBeNull().ShouldContain("part #");
            await flows.AcceptedAsync($"api/jobs/{id}/replay");
        }
        await Eventually.TrueAsync(async () => await JobsAsync(Job, "status = 'dead' and generation = 1") == 1, Deadline, "it has died again");
        await broken.TerminateAsync();

        var mended = await StartAsync(("Workload__Mended", "true"));
        using var later = new Flows(mended.Url);
        await later.AcceptedAsync($"api/jobs/{id}/replay");
        await Eventually.TrueAsync(async () => await JobsAsync(Job, "status = 'succeeded'") == 1, Deadline, "it has succeeded");
        var ended = await JobAsync(later, id);
        (ended.GetProperty("state").GetString(), ended.GetProperty("generation").GetInt32(), ended.GetProperty("deadLetter").ValueKind).ShouldBe(("succeeded", 2, JsonValueKind.Null));
        ended.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("generation").GetInt32()).ShouldBe([1, 0]);
    }

    private static async Task<JsonElement> JobAsync(Flows flows, Guid id)
    {
        using var answer = await flows.GetAsync($"api/jobs/{id}");
        await Description.Instance.ShouldAllowAsync(Description.Instance.Of(HttpMethod.Get, "/jobs/{id}"), answer, HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<JsonElement> ReadAsync(Flows flows, string path)
    {
        using var answer = await flows.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
