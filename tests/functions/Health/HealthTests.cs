using System.Net;
using System.Text.Json;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Health;

public sealed class HealthTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    [AppFact]
    public async Task Details_NameEachServerWithItsLatency()
    {
        using var answer = await Flows.GetAsync("api/health/details");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        document.RootElement.GetProperty("status").GetString().ShouldBe("healthy");
        foreach (var name in (string[])["broker", "database", "blobs"])
        {
            var server = document.RootElement.GetProperty("servers").GetProperty(name);
            server.GetProperty("healthy").GetBoolean().ShouldBeTrue();
            server.GetProperty("milliseconds").GetDouble().ShouldBeInRange(0, 5_000);
        }
    }

    [AppTheory]
    [InlineData("?server=%00'%22;drop")]
    [InlineData("?limit=1000000000000000000")]
    public async Task Details_TakeNoHeedOfAQuery(string query)
    {
        using var answer = await Flows.GetAsync("api/health/details" + query);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [AppFact]
    public async Task Details_TellNoSecrets()
    {
        using var answer = await Flows.GetAsync("api/health/details");

        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldNotContain("Password", Case.Insensitive);
        text.ShouldNotContain("AccountKey");
        text.ShouldNotContain("amqp:");
    }
}
