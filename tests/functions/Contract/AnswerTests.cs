using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Contract;

/// <summary>The running app answers as the description says.</summary>
public sealed class AnswerTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const string Nobody = "01939f3e-0000-7000-8000-000000000000";

    private static readonly Description Description = Description.Instance;

    [AppFact(Needs.Key)]
    public async Task EveryOperation_AsksForTheKey_ExceptThoseThatSayTheyDoNot()
    {
        using var http = new HttpClient { BaseAddress = Shared.Url };
        foreach (var operation in Description.Operations)
        {
            using var request = new HttpRequestMessage(operation.Method, operation.With(operation.IsOpen ? "app.js" : Nobody));
            using var answer = await http.SendAsync(request);

            await Description.ShouldAllowAsync(operation, answer, operation.IsOpen ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        }
    }

    [AppFact]
    public async Task EveryListAndReport_AnswersAsDescribed()
    {
        var file = Sample.File(60);
        await Flows.EndedAsync((await Flows.SubmitAsync(file, chunk: 10)).Id);
        foreach (var operation in Description.Operations.Where(o => !o.Changes && !o.Path.Contains('{', StringComparison.Ordinal)))
        {
            using var answer = await Flows.GetAsync(operation.With(""));
            await Description.ShouldAllowAsync(operation, answer, HttpStatusCode.OK);
        }
        foreach (var query in (string[])["jobs?state=succeeded&q=voters.&limit=100", "activity?minutes=1440&type=voters.register", "flows?open=true", "drain?job=a&version=1", "dead/letters?messages=true"])
        {
            using var answer = await Flows.GetAsync("api/" + query);
            await Description.ShouldAllowAsync(Description.Of(HttpMethod.Get, "/" + query.Split('?')[0]), answer, HttpStatusCode.OK);
        }
    }

    [AppTheory]
    [InlineData("/jobs/{id}")]
    [InlineData("/flows/{id}")]
    [InlineData("/dead/letters/{id}/body")]
    public async Task WhatIsNotThere_IsAnsweredAsDescribed(string path)
    {
        var operation = Description.Of(HttpMethod.Get, path);
        foreach (var id in (string[])[Nobody, "no-id", "%27", new string('a', 3_000)])
        {
            using var answer = await Flows.GetAsync(operation.With(id));
            await Description.ShouldAllowAsync(operation, answer, HttpStatusCode.NotFound);
        }
    }

    [AppFact]
    public async Task AFlowAndItsJobs_AreShownAsDescribed()
    {
        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(Sample.File(30), chunk: 10)).Id);
        await ShouldShowAsync("/flows/{id}", flow.Id);
        using var jobs = await Flows.GetAsync($"api/jobs?flow={flow.Id}&limit=100");
        foreach (var job in (await jobs.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("jobs").EnumerateArray())
            await ShouldShowAsync("/jobs/{id}", job.GetProperty("id").GetGuid());
    }

    [AppFact]
    public async Task EveryWish_AnswersAsDescribed()
    {
        var key = $"key-{Guid.NewGuid():N}";
        using var first = new ByteArrayContent(Sample.File(10).ToArray());
        using var accepted = await Flows.PostAsync(first, "", key);
        await ShouldBeAsync("/flows", accepted, HttpStatusCode.Accepted);
        using var second = new ByteArrayContent(Sample.File(10).ToArray());
        using var known = await Flows.PostAsync(second, "", key);
        await ShouldBeAsync("/flows", known, HttpStatusCode.OK);
        var flow = await Flows.EndedAsync((await Pipeline.EndToEnd.Tests.Api.Flows.ReadAsync(known)).Id);

        await ShouldAnswerAsync("/flows", null, HttpStatusCode.BadRequest, "", "?pattern=none");
        await ShouldAnswerAsync("/flows/{id}/cancel", $"{flow.Id}", HttpStatusCode.Conflict);
        await ShouldAnswerAsync("/flows/{id}/replay", $"{flow.Id}", HttpStatusCode.Conflict);
        var job = await Database.OneAsync<Guid>("select id from pipeline.job where flow_id = $1 limit 1", flow.Id);
        await ShouldAnswerAsync("/jobs/{id}/replay", $"{job}", HttpStatusCode.Conflict);
        foreach (var path in (string[])["/flows/{id}/cancel", "/flows/{id}/replay", "/jobs/{id}/replay"])
            await ShouldAnswerAsync(path, Nobody, HttpStatusCode.NotFound);
        foreach (var path in (string[])["/dead/replay", "/dead/discard"])
        {
            await ShouldAnswerAsync(path, null, HttpStatusCode.OK, $"{{\"ids\":[\"{Nobody}\"]}}");
            await ShouldAnswerAsync(path, null, HttpStatusCode.BadRequest, "{}");
            await ShouldAnswerAsync(path, null, HttpStatusCode.RequestEntityTooLarge, new string(' ', 70_000));
        }
        await ShouldAnswerAsync("/recurring/{name}", "voters.unregistered", HttpStatusCode.OK, """{"enabled":true}""");
        await ShouldAnswerAsync("/recurring/{name}", "voters.unregistered", HttpStatusCode.BadRequest, "{}");
        await ShouldAnswerAsync("/recurring/{name}", "nobody.knows", HttpStatusCode.NotFound, """{"enabled":true}""");
        await ShouldAnswerAsync("/recurring/{name}", "voters.unregistered", HttpStatusCode.RequestEntityTooLarge, new string(' ', 2_000));
    }

    private async Task ShouldShowAsync(string path, Guid id)
    {
        using var answer = await Flows.GetAsync(Description.Of(HttpMethod.Get, path).With($"{id}"));
        await Description.ShouldAllowAsync(Description.Of(HttpMethod.Get, path), answer, HttpStatusCode.OK);
    }

    private static Task ShouldBeAsync(string path, HttpResponseMessage answer, HttpStatusCode status) => Description.ShouldAllowAsync(Description.Of(HttpMethod.Post, path), answer, status);

    private async Task ShouldAnswerAsync(string path, string? value, HttpStatusCode status, string body = "", string query = "")
    {
        using var content = new StringContent(body);
        using var answer = await Flows.PostToAsync(Description.Of(HttpMethod.Post, path).With(value ?? "") + query, content);
        await ShouldBeAsync(path, answer, status);
    }
}
