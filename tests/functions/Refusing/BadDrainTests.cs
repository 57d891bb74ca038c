using System.Net;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Refusing;

public sealed class BadDrainTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    [AppTheory]
    [InlineData("?version=1", "job")]
    [InlineData("?job=&version=1", "job")]
    [InlineData("?job=a&job=b&version=1", "job")]
    [InlineData("?job=a%00b&version=1", "job")]
    [InlineData("?job=a%0Ab&version=1", "job")]
    [InlineData("?job=';drop%20table%20pipeline.job;--&version=1", "job")]
    [InlineData("?job=%D0%BF%D0%BE%D1%87%D1%82%D0%B0&version=1", "job")]
    [InlineData("?job=%FF&version=1", "job")]
    [InlineData("?job=a", "version")]
    [InlineData("?job=a&version=", "version")]
    [InlineData("?job=a&version=0", "version")]
    [InlineData("?job=a&version=-1", "version")]
    [InlineData("?job=a&version=%2B1", "version")]
    [InlineData("?job=a&version=1.0", "version")]
    [InlineData("?job=a&version=1%00", "version")]
    [InlineData("?job=a&version=%EF%BC%91", "version")]
    [InlineData("?job=a&version=1&version=2", "version")]
    [InlineData("?job=a&version=1000000000000000000", "version")]
    public async Task AWrongValue_Is400AndNamesIt(string query, string field)
    {
        using var answer = await Flows.GetAsync("api/drain" + query);

        (await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest)).Detail.ShouldContain($"'{field}'");
    }

    [AppFact]
    public async Task AHugeName_Is400()
    {
        using var answer = await Flows.GetAsync($"api/drain?version=1&job={new string('a', 5_000)}");

        (await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest)).Detail.ShouldContain("1 to 100");
    }

    [AppFact]
    public async Task TheLargestVersion_IsOneLikeAnyOther()
    {
        using var answer = await Flows.GetAsync($"api/drain?job=nobody.knows&version={int.MaxValue}");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"drained\":true");
    }
}
