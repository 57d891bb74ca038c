using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;

namespace Pipeline.Functions.Http.Operations;

public sealed class ServeDashboard(DashboardFiles files)
{
    // The page runs its own scripts and talks to its own host, and nobody else may frame it or send it anywhere.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary><c>GET /api/dashboard/{*path}</c>: the dashboard's files, which hold no data; without a path, its page.</summary>
    [Function("Dashboard")]
    public IActionResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dashboard/{*path}")] HttpRequest request, string? path)
    {
        AnswerHeaders.Set(request.HttpContext.Response);
        if (files.Find(string.IsNullOrEmpty(path) ? "index.html" : path) is not { } file)
            return Problem.Of(StatusCodes.Status404NotFound, "No such file", "The dashboard has no such file. Its page is /api/dashboard.");
        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
        headers.ETag = file.Tag;
        return request.Headers.IfNoneMatch.Any(tags => tags?.Contains(file.Tag, StringComparison.Ordinal) ?? false)
            ? new StatusCodeResult(StatusCodes.Status304NotModified)
            : new FileContentResult(file.Content, file.MediaType);
    }
}
