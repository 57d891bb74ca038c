using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pipeline.Tests.Support;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>An app that we started. It may end in any way a process ends.</summary>
public sealed class App : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private App(Process process, Uri url) => (_process, Url, Log) = (process, url, new(process));

    public Uri Url { get; }

    public AppLog Log { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public bool WasKilled { get; private set; }

    /// <summary>Starts an app on a free port and waits until it is healthy.</summary>
    /// <param name="settings">Above those of the environment and of <see cref="AppSettings"/>.</param>
    /// <param name="command">What starts it; null for the app under test.</param>
    public static async Task<App> StartAsync(IReadOnlyDictionary<string, string>? settings = null, string[]? command = null)
    {
        var port = FreePort();
        var app = new App(Start(command ?? Target.AppCommand, ["--port", $"{port}"], settings), new Uri($"http://127.0.0.1:{port}/"));
        try
        {
            using var http = new HttpClient { BaseAddress = app.Url };
            await Eventually.TrueAsync(() => app.IsHealthyAsync(http), StartLimit, "the app is healthy");
            return app;
        }
        catch (Exception e)
        {
            await app.DisposeAsync();
            throw new InvalidOperationException($"The app did not start: {e.Message}\n{app.Log.Tail()}", e);
        }
    }

    /// <summary>Runs the app's command with an argument to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string argument, IReadOnlyDictionary<string, string> settings)
    {
        using var process = Start(Target.AppCommand, [argument], settings);
        var log = new AppLog(process);
        using var limit = new CancellationTokenSource(EndLimit);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, log.Tail());
    }

    /// <summary>As a power cut does it.</summary>
    public async Task KillAsync()
    {
        WasKilled = true;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>As a deployment does it; a frozen app is woken to hear it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        await Signal.SendAsync("TERM", Id);
        await ContinueAsync();
        return await EndedAsync();
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndedAsync()
    {
        using var limit = new CancellationTokenSource(EndLimit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public Task FreezeAsync() => Signal.SendAsync("STOP", Id);

    public Task ContinueAsync() => Signal.SendAsync("CONT", Id);

    public async ValueTask DisposeAsync()
    {
        if (!HasExited) await KillAsync();
        _process.Dispose();
    }

    private static Process Start(string[] command, string[] arguments, IReadOnlyDictionary<string, string>? settings)
    {
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        AppSettings.Apply(start.Environment, settings);
        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> IsHealthyAsync(HttpClient http)
    {
        if (HasExited) throw new InvalidOperationException($"It ended with code {_process.ExitCode}.");
        try
        {
            using var answer = await http.GetAsync("api/health");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
