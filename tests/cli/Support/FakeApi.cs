using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pipeline.Cli.Tests.Support;

/// <summary>Plays the pipeline's API on a loopback port: each request gets the script's next reply, the last one from then on.</summary>
internal sealed class FakeApi : IAsyncDisposable
{
    private readonly ConcurrentQueue<SeenRequest> seen = new();
    private readonly WebApplication app;
    private readonly RequestDelegate[] script;
    private readonly bool readsBodies;
    private int replies;

    private FakeApi(int port, bool readsBodies, RequestDelegate[] script)
    {
        (this.script, this.readsBodies) = (script, readsBodies);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        app = builder.Build();
        app.Run(ReplyAsync);
    }

    public string Url { get; private set; } = "";

    public int Port => new Uri(Url).Port;

    public IReadOnlyList<SeenRequest> Seen => [.. seen];

    public static Task<FakeApi> StartAsync(params RequestDelegate[] script) => StartAsync(0, true, script);

    /// <param name="port">0 for a free one.</param>
    /// <param name="readsBodies">False plays a server that answers before it has taken the upload.</param>
    public static async Task<FakeApi> StartAsync(int port, bool readsBodies, params RequestDelegate[] script)
    {
        var api = new FakeApi(port, readsBodies, script);
        await api.app.StartAsync();
        api.Url = api.app.Urls.Single();
        return api;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task ReplyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        if (readsBodies)
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);

        seen.Enqueue(new SeenRequest(
            context.Request.Method,
            $"{context.Request.Path}{context.Request.QueryString}",
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()));

        var reply = Interlocked.Increment(ref replies) - 1;
        await script[Math.Min(reply, script.Length - 1)](context);
    }
}
