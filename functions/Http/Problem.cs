using Microsoft.AspNetCore.Mvc;

namespace Pipeline.Functions.Http;

/// <summary>Errors as RFC 9457 has them.</summary>
internal static class Problem
{
    public static IActionResult Of(int status, string title, string detail) =>
        new ObjectResult(new ProblemDetails { Status = status, Title = title, Detail = detail })
        {
            StatusCode = status,
            ContentTypes = { "application/problem+json" },
        };
}
