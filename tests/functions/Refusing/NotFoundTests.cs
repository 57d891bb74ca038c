using System.Net;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Refusing;

public sealed class NotFoundTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    [AppTheory]
    [InlineData("01939f3e-0000-7000-8000-000000000000")]
    [InlineData("no-id")]
    [InlineData("1'%20or%20'1'='1")]
    public async Task AnIdOfNoFlow_Is404(string id)
    {
        using var answer = await Flows.GetAsync($"api/flows/{id}");

        await Problem.ShouldBeAsync(answer, HttpStatusCode.NotFound);
    }

    [AppTheory]
    [InlineData("0")]
    [InlineData("101")]
    [InlineData("x")]
    public async Task AListOfAWrongLength_Is400(string limit)
    {
        using var answer = await Flows.GetAsync($"api/flows?limit={limit}");

        (await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest)).Detail.ShouldContain("'limit'");
    }
}
