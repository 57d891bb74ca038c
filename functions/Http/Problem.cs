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

    public static IActionResult NoFlow() => Of(StatusCodes.Status404NotFound, "No such flow", "No flow has this id. GET /api/flows lists the newest ones.");
}
