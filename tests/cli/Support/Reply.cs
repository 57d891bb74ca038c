using System.Text;
using Microsoft.AspNetCore.Http;

namespace Pipeline.Cli.Tests.Support;

/// <summary>What the fake server does with one request, the faults included.</summary>
internal static class Reply
{
    /// <summary>The connection breaks before an answer.</summary>
    public static readonly RequestDelegate Drop = context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>The connection breaks in the middle of an answer.</summary>
    public static readonly RequestDelegate DropHalfway = async context =>
    {
        await StartBodyAsync(context);
        context.Abort();
    };

    /// <summary>The answer begins and never ends.</summary>
    public static readonly RequestDelegate Stall = async context =>
    {
        await StartBodyAsync(context);
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    };

    public static RequestDelegate Json(string json, int status = 200) => With(status, "application/json", json);

    public static RequestDelegate Problem(int status, string title, string detail) => With(
        status, "application/problem+json", $$"""{"type":"about:blank","title":"{{title}}","detail":"{{detail}}"}""");

    public static RequestDelegate Html(int status) => With(status, "text/html", "<html><body>Not what you look for</body></html>");

    public static RequestDelegate With(int status, string type, string body, params (string Name, string Value)[] headers) =>
        async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            foreach (var (name, value) in headers)
                context.Response.Headers[name] = value;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted);
        };

    private static async Task StartBodyAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = 1000;
        await context.Response.Body.WriteAsync("{\"id\":"u8.ToArray(), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
