using System.Net;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Contract;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Access;

public sealed class CrossSiteTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const string Nobody = "01939f3e-0000-7000-8000-000000000000";

    [AppTheory(Needs.Key)]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "")]
    public async Task AChangeFromAnotherSitesPage_Is403(string header, string value)
    {
        foreach (var operation in Description.Instance.Operations.Where(o => o.Changes))
        {
            using var answer = await SendAsync(HttpMethod.Post, operation.With(Nobody), (header, value));
            await Description.Instance.ShouldAllowAsync(operation, answer, HttpStatusCode.Forbidden);
        }
    }

    [AppFact(Needs.Key)]
    public async Task AChangeFromTheHostsOwnPage_GoesOn()
    {
        using var answer = await SendAsync(
            HttpMethod.Post, $"api/jobs/{Nobody}/replay", ("Sec-Fetch-Site", "same-origin"), ("Origin", Shared.Url.GetLeftPart(UriPartial.Authority)));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [AppFact(Needs.Key)]
    public async Task NoAnswer_LetsAnotherSitesScriptReadIt()
    {
        using var preflight = await SendAsync(HttpMethod.Options, "api/dead/replay", ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"));
        using var read = await SendAsync(HttpMethod.Get, "api/flows", ("Origin", "https://evil.example"));

        preflight.IsSuccessStatusCode.ShouldBeFalse();
        foreach (var answer in (HttpResponseMessage[])[preflight, read])
            answer.Headers.ShouldNotContain(h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [AppFact(Needs.Key)]
    public async Task TheKeyInTheQuery_IsEnoughToRead_AndNotToChange()
    {
        using var http = new HttpClient { BaseAddress = Shared.Url };
        var code = Uri.EscapeDataString(Target.Key!);
        using var read = await http.GetAsync($"api/recurring?code={code}");
        using var change = await http.PostAsync($"api/jobs/{Nobody}/replay?code={code}", content: null);

        read.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Problem.ShouldBeAsync(change, HttpStatusCode.Unauthorized)).Detail.ShouldContain("header");
    }

    [AppFact(Needs.Key)]
    public async Task EveryAnswer_IsKeptByNobody()
    {
        foreach (var path in (string[])["api/flows", "api/overview", "api/health", "api/jobs/no-id", "api/jobs?limit=0"])
        {
            using var answer = await Flows.GetAsync(path);

            answer.Headers.CacheControl?.NoStore.ShouldBeTrue(path);
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"], path);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient { BaseAddress = Shared.Url };
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add(Pipeline.EndToEnd.Tests.Api.Flows.KeyHeader, Target.Key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        return await http.SendAsync(request);
    }
}
