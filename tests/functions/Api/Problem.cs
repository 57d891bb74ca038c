using System.Net;
using System.Text.Json;

namespace Pipeline.EndToEnd.Tests.Api;

/// <summary>An error as RFC 9457 has it.</summary>
public sealed record Problem(string Title, int Status, string Detail)
{
    private const string MediaType = "application/problem+json";

    /// <summary>The answer is this error, in words for a person.</summary>
    public static async Task<Problem> ShouldBeAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe(MediaType, text);
        var problem = JsonSerializer.Deserialize<Problem>(text, JsonSerializerOptions.Web).ShouldNotBeNull();
        problem.Status.ShouldBe((int)status);
        problem.Title.ShouldNotBeNullOrWhiteSpace();
        problem.Detail.ShouldNotBeNullOrWhiteSpace();
        problem.Detail.ShouldNotContain("   at ");
        return problem;
    }
}
