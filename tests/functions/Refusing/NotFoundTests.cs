using System.Globalization;
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
    [InlineData("api/flows/{0}/cancel")]
    [InlineData("api/flows/{0}/replay")]
    [InlineData("api/jobs/{0}/replay")]
    public async Task AWishForWhatIsNotThere_Is404_WhateverTheBody(string path)
    {
        foreach (var id in (string[])["01939f3e-0000-7000-8000-000000000000", "no-id", "1'%20or%20'1'='1", "{0}"])
        {
            using var body = new ByteArrayContent(new byte[100_000]);
            using var answer = await Flows.PostToAsync(string.Format(CultureInfo.InvariantCulture, path, id), body);

            await Problem.ShouldBeAsync(answer, HttpStatusCode.NotFound);
        }
    }

    [AppTheory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("99999999999")]
    [InlineData("1&after=2")]
    public async Task APageThatIsNone_Is400(string after)
    {
        using var answer = await Flows.GetAsync($"api/flows/01939f3e-0000-7000-8000-000000000000?after={after}");

        (await Problem.ShouldBeAsync(answer, HttpStatusCode.BadRequest)).Detail.ShouldContain("'after'");
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
