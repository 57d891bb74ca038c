using System.Net;
using System.Text.RegularExpressions;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Access;

/// <summary>An app without a key in its settings makes one.</summary>
public sealed partial class MadeKeyTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static string[] WithoutKey => ["env", "-u", "PIPELINE_KEY", .. Target.AppCommand];

    [AppFact(Needs.OwnApp)]
    public async Task TheFirstStart_ShowsAKeyOnce_AndTheNextOneTakesTheSame()
    {
        await Database.ExecuteAsync("delete from pipeline.access_key");
        var first = await StartAnotherAsync(command: WithoutKey);
        var key = "";
        await Eventually.TrueAsync(() => (key = Shown().Match(first.Log.Tail()).Groups[1].Value).Length > 0, Soon, "the key is shown");
        (await StatusAsync(first, key), await StatusAsync(first, key[1..]), await StatusAsync(first, "")).ShouldBe((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));

        var second = await StartAnotherAsync(command: WithoutKey);
        (await StatusAsync(second, key)).ShouldBe(HttpStatusCode.OK);
        second.Log.Tail().ShouldNotContain("key of the API");
        (await Database.OneAsync<string>("select encode(hash, 'hex') || to_json(k)::text from pipeline.access_key k")).ShouldNotContain(key);
    }

    [AppTheory(Needs.OwnApp)]
    [InlineData("")]
    [InlineData("fifteen-letters")]
    public async Task AKeyThatIsTooShort_IsSaidAtOnce(string key)
    {
        var (code, said) = await App.RunAsync("--port=0", new Dictionary<string, string> { ["PIPELINE_KEY"] = key });

        code.ShouldBe(1);
        said.ShouldContain("PIPELINE_KEY must have 16 characters or more");
    }

    private static async Task<HttpStatusCode> StatusAsync(App app, string key)
    {
        using var http = new HttpClient { BaseAddress = app.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/recurring");
        if (key.Length > 0) request.Headers.Add(Api.Flows.KeyHeader, key);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    [GeneratedRegex(@"The key of the API, shown this once: (\S+)")]
    private static partial Regex Shown();
}
