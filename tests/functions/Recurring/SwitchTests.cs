using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Recurring;

public sealed class SwitchTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const string Sweep = "voters.unregistered";

    [AppFact]
    public async Task TheSamplesSweep_IsListedAndItsLastRunSucceeds()
    {
        await Database.HastenAsync(Sweep);
        await Eventually.TrueAsync(async () => (await SweepAsync()).GetProperty("lastStatus").GetString() == "succeeded", TimeSpan.FromSeconds(60), "a sweep has run");
        var sweep = await SweepAsync();
        (sweep.GetProperty("schedule").GetString(), sweep.GetProperty("zone").GetString(), sweep.GetProperty("enabled").GetBoolean()).ShouldBe(("0 * * * * *", "UTC", true));
        sweep.GetProperty("nextAt").GetDateTimeOffset().ShouldBeGreaterThan(sweep.GetProperty("lastAt").GetDateTimeOffset());
    }

    [AppFact]
    public async Task Off_HasNoNextTick_AndOnHasOneAgain()
    {
        try
        {
            (await SwitchAsync("""{"enabled":false}""")).GetProperty("nextAt").ValueKind.ShouldBe(JsonValueKind.Null);
            (await SweepAsync()).GetProperty("enabled").GetBoolean().ShouldBeFalse();
        }
        finally
        {
            (await SwitchAsync("""{"enabled":true}""")).GetProperty("nextAt").GetDateTimeOffset().ShouldBeGreaterThan(await Database.NowAsync());
        }
    }

    [AppTheory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("""{"enabled":"true"}""")]
    [InlineData("""{"enabled":null}""")]
    [InlineData("""{"Enabled":true}""")]
    [InlineData("""{"enabled":1000000000000000000}""")]
    [InlineData("""{"enabled":"\u0000'\""}""")]
    [InlineData("""{"enabled":true}{"enabled":true}""")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public async Task AnyOtherBody_Is400AndNamesTheField(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Flows.PostToAsync($"api/recurring/{Sweep}", content);
        (await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest)).Detail.ShouldContain("'enabled'");
    }

    [AppFact]
    public async Task ABodyAboveTheLimit_Is413()
    {
        using var content = new ByteArrayContent(new byte[100_000]);
        using var answer = await Flows.PostToAsync($"api/recurring/{Sweep}", content);
        (await Problem.ShouldBeAsync(answer, HttpStatusCode.RequestEntityTooLarge)).Detail.ShouldContain("1000");
    }

    [AppTheory]
    [InlineData("nobody.knows")]
    [InlineData("%27%3B--")]
    [InlineData("%22%5C%7B0%7D%0D%0A%01")]
    [InlineData("%F0%9F%98%80%E2%80%AE")]
    [InlineData("%FF%FE")]
    [InlineData("1000000000000000000")]
    public async Task AnUnknownName_Is404(string name)
    {
        using var content = JsonContent.Create(new { enabled = true });
        using var answer = await Flows.PostToAsync($"api/recurring/{name}", content);
        await Problem.ShouldBeAsync(answer, HttpStatusCode.NotFound);
    }

    // Before anything of the product sees it, where the server takes no NUL in a path.
    [AppFact]
    public async Task ANameWithANul_IsRefused()
    {
        using var content = JsonContent.Create(new { enabled = true });
        using var answer = await Flows.PostToAsync("api/recurring/a%00b", content);
        ((int)answer.StatusCode).ShouldBeInRange(400, 499);
    }

    [AppFact]
    public async Task AHugeName_IsRefused()
    {
        using var content = JsonContent.Create(new { enabled = true });
        using var answer = await Flows.PostToAsync($"api/recurring/{new string('a', 5_000)}", content);
        ((int)answer.StatusCode).ShouldBeInRange(400, 499);
    }

    [AppFact]
    public async Task TheList_TakesNoHeedOfAQuery()
    {
        using var answer = await Flows.GetAsync("api/recurring?name=%00'%22&limit=1000000000000000000");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<JsonElement> SweepAsync()
    {
        using var answer = await Flows.GetAsync("api/recurring");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var list = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return list.GetProperty("recurring").EnumerateArray().Single(j => j.GetProperty("name").GetString() == Sweep);
    }

    private async Task<JsonElement> SwitchAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Flows.PostToAsync($"api/recurring/{Sweep}", content);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
