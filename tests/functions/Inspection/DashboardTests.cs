using System.Net;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Inspection;

public sealed class DashboardTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    [AppTheory]
    [InlineData("api/dashboard", "text/html")]
    [InlineData("api/dashboard/", "text/html")]
    [InlineData("api/dashboard/index.html", "text/html")]
    [InlineData("api/dashboard/app.js", "text/javascript")]
    [InlineData("api/dashboard/app.css", "text/css")]
    public async Task AFile_IsServedToAnyone_AndMayDoLittle(string path, string type)
    {
        using var http = new HttpClient { BaseAddress = Shared.Url };
        using var answer = await http.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentType?.CharSet).ShouldBe((type, "utf-8"));
        (await answer.Content.ReadAsByteArrayAsync()).ShouldNotBeEmpty();
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldBe(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
    }

    [AppFact]
    public async Task AFileThatTheBrowserHas_IsNotSentAgain()
    {
        using var http = new HttpClient { BaseAddress = Shared.Url };
        using var first = await http.GetAsync("api/dashboard/app.js");
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/dashboard/app.js");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag.ShouldNotBeNull());
        using var again = await http.SendAsync(request);

        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [AppTheory]
    [InlineData("nothing.js")]
    [InlineData("../host.json")]
    [InlineData("%2e%2e/host.json")]
    [InlineData("..%2fhost.json")]
    [InlineData("app.js%20")]
    [InlineData("APP.JS")]
    public async Task NothingElse_IsServed(string path)
    {
        using var http = new HttpClient { BaseAddress = Shared.Url };
        using var answer = await http.GetAsync("api/dashboard/" + path);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
