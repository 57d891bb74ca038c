using System.Globalization;
using System.Net;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Refusing;

public sealed class KeyTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private static readonly string[] WrongKeys = ["", "wrong", "null"];

    [AppTheory(Needs.Key)]
    [InlineData("api/flows")]
    [InlineData("api/flows/no-id")]
    [InlineData("api/health/details")]
    [InlineData("api/recurring")]
    [InlineData("api/dead")]
    [InlineData("api/dead/letters?limit=x")]
    [InlineData("api/dead/letters/no-id/body")]
    [InlineData("api/drain?job=a&version=1")]
    [InlineData("api/drain")]
    [InlineData("api/overview")]
    [InlineData("api/activity?minutes=x")]
    [InlineData("api/lanes")]
    [InlineData("api/sweeps")]
    [InlineData("api/jobs?limit=x")]
    [InlineData("api/jobs/no-id")]
    [InlineData("api/audit")]
    public async Task WithoutTheKey_Is401(string path)
    {
        using var http = new HttpClient { BaseAddress = Shared.Url };
        foreach (var key in WrongKeys)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (key.Length > 0) request.Headers.Add(Flows.KeyHeader, key);
            using var answer = await http.SendAsync(request);

            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [AppFact(Needs.Key)]
    public async Task ASubmitWithoutTheKey_Is401AndLeavesNothing()
    {
        var key = $"key-{Guid.NewGuid():N}";
        using var http = new HttpClient { BaseAddress = Shared.Url };
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/flows") { Content = new ByteArrayContent(Sample.File(5).ToArray()) };
        request.Headers.Add(Flows.IdempotencyKey, key);
        using var answer = await http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Database.OneAsync<long>("select count(*) from pipeline.flow where idempotency_key = $1", key)).ShouldBe(0);
    }

    [AppTheory(Needs.Key)]
    [InlineData("api/flows/{0}/cancel")]
    [InlineData("api/flows/{0}/replay")]
    [InlineData("api/jobs/{0}/replay")]
    [InlineData("api/dead/replay")]
    [InlineData("api/dead/discard")]
    public async Task AWishWithoutTheKey_Is401(string path)
    {
        using var http = new HttpClient { BaseAddress = Shared.Url };
        foreach (var key in WrongKeys)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, string.Format(CultureInfo.InvariantCulture, path, Guid.NewGuid()));
            if (key.Length > 0) request.Headers.Add(Flows.KeyHeader, key);
            using var answer = await http.SendAsync(request);

            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [AppTheory(Needs.Key)]
    [InlineData("'; drop table pipeline.flow; --")]
    [InlineData("${jndi:ldap://127.0.0.1/}")]
    [InlineData("1000000000000000000")]
    public async Task AHostileKey_Is401_InTheHeaderAndInTheQuery(string key)
    {
        using var http = new HttpClient { BaseAddress = Shared.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/recurring");
        request.Headers.TryAddWithoutValidation(Flows.KeyHeader, key).ShouldBeTrue();
        using var inHeader = await http.SendAsync(request);
        using var inQuery = await http.GetAsync($"api/recurring?code={Uri.EscapeDataString(key)}%00");

        (inHeader.StatusCode, inQuery.StatusCode).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
    }

    [AppFact(Needs.Key)]
    public async Task Liveness_AsksForNoKey()
    {
        using var http = new HttpClient { BaseAddress = Shared.Url };
        using var answer = await http.GetAsync("api/health");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
