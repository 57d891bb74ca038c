using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Shop;

public sealed class Requests(Script script, ILogger<Requests> logger)
{
    [Function("GetFlow")]
    public static IActionResult GetFlow([HttpTrigger(AuthorizationLevel.Function, "get", Route = "flows/{id:guid}")] HttpRequest request, Guid id) =>
        new ContentResult { Content = $"flow {id}", StatusCode = request.HttpContext.Response.StatusCode };

    [Function("DeleteFlow")]
    public static Task<IResult> DeleteFlow([HttpTrigger(AuthorizationLevel.Function, "delete", Route = "flows/{id:guid}")] HttpRequest request, Guid id) =>
        Task.FromResult(Results.Text($"deleted {id}", statusCode: request.HttpContext.Response.StatusCode));

    [Function("Numbers")]
    public static IResult Numbers(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "numbers/{number}/{other?}")] HttpRequest request, int number, string? other) =>
        Results.Text($"{number} and {other ?? "none"}", statusCode: request.HttpContext.Response.StatusCode);

    [Function("Unrouted")]
    public static Task Unrouted([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => request.HttpContext.Response.WriteAsync("unrouted");

    [Function("Guarded")]
    public static IResult Guarded([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) =>
        Results.Text("no key needed", statusCode: request.HttpContext.Response.StatusCode);

    [Function("Throw")]
    public static IResult Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidOperationException($"the secret detail of {request.Path}");

    [Function("Object")]
    public static IActionResult Object([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        new ObjectResult(new { FirstName = "Ada" }) { StatusCode = request.HttpContext.Response.StatusCode };

    [Function("Read")]
    public static async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, CancellationToken token)
    {
        var buffer = new byte[64 * 1024];
        long total = 0;
        for (int read; (read = await request.Body.ReadAsync(buffer, token)) > 0; total += read)
            if (total == 0) Script.Write($"read {Encoding.UTF8.GetString(buffer, 0, Math.Min(read, 16))}");
        return Results.Text($"{total} bytes");
    }

    [Function("Stream")]
    public async Task Stream([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken token)
    {
        await request.HttpContext.Response.WriteAsync("first ", token);
        await request.HttpContext.Response.Body.FlushAsync(token);
        await script.GateAsync("stream");
        await request.HttpContext.Response.WriteAsync("second", token);
    }

    [Function("Play")]
    public async Task<IResult> Play([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "play/{text}")] HttpRequest request, string text)
    {
        await script.PlayAsync("Play", text, request.HttpContext.RequestAborted);
        return Results.Text($"played in {Environment.ProcessId}");
    }

    [Function("Wait")]
    public async Task<IResult> Wait([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "wait/{text}")] HttpRequest request, string text, CancellationToken token)
    {
        await script.PlayAsync("Wait", text, token);
        return Results.Text($"waited in {Environment.ProcessId}", statusCode: request.HttpContext.Response.StatusCode);
    }

    [Function("Describe")]
    public static IResult Describe([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context) => Results.Text(string.Join(
        '|', context.FunctionDefinition.Name, context.FunctionDefinition.EntryPoint, context.FunctionId, context.InvocationId,
        context.TraceContext.TraceParent, request.Headers["X-Mine"].ToString(), request.Query["q"].ToString()));

    [Function("Setting")]
    public static IResult Setting([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "setting/{name}")] HttpRequest request, string name) =>
        Results.Text(Environment.GetEnvironmentVariable(name) ?? "missing", statusCode: request.HttpContext.Response.StatusCode);

    [Function("Log")]
    public IResult Log([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
    {
#pragma warning disable CA1848, CA1873
        logger.LogDebug("a log of level debug");
        logger.LogInformation("a log of level information");
        logger.LogWarning("a log of level warning");
        logger.LogError(new FormatException("the cause"), "a log of level error");
#pragma warning restore CA1848, CA1873
        return Results.Text("logged", statusCode: request.HttpContext.Response.StatusCode);
    }
}
