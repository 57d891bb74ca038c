using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Pipeline.Bench.Servers;

namespace Pipeline.Bench.Peers;

/// <summary>A process of the app, which runs the jobs.</summary>
internal sealed class PipelineApp : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ChildProcess _process;

    private PipelineApp(ChildProcess process) => _process = process;

    public ProcessFamily Worker => _process.Family;

    /// <summary>Starts one and waits until it is healthy.</summary>
    /// <exception cref="BenchException">It does not become healthy.</exception>
    public static async Task<PipelineApp> StartAsync(
        BenchOptions options, BenchServers servers, int number, CancellationToken cancellationToken, params KeyValuePair<string, string?>[] settings)
    {
        var port = FreePort();
        var environment = servers.Settings.Concat(settings).ToDictionary(s => s.Key.Replace(":", "__", StringComparison.Ordinal), s => s.Value);
        environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        environment["Pipeline__Bench"] = "true";
        if (Environment.GetEnvironmentVariable("AzureWebJobsStorage") is not { Length: > 0 }) environment["AzureWebJobsStorage"] = servers.Blobs;
        var app = new PipelineApp(ChildProcess.Start(options.AppCommand, Path.Combine(options.Folder, $"app-{number}.log"), options.Folder, environment));
        try
        {
            await app.UntilHealthyAsync(port, cancellationToken);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task UntilHealthyAsync(int port, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var time = TimeProvider.System;
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < StartLimit && !_process.HasEnded; await Task.Delay(Pause, cancellationToken))
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/api/health"), cancellationToken);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Not yet: it is asked again.
                continue;
            }
        throw new BenchException($"the app did not become healthy on port {port} within {StartLimit.TotalSeconds:0} s; its log is {_process.Log}. --app-command must start it on $PORT.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
