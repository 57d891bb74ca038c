using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pipeline.Tests.Support;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>An app that we started: a host's process, and the worker's process that the host starts. Either may end in any way a process ends.</summary>
public sealed class App : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private App(Process process, Uri url) => (_process, Url, Log) = (process, url, new(process));

    public Uri Url { get; }

    public AppLog Log { get; }

    /// <summary>The host's process.</summary>
    public int Id => _process.Id;

    /// <summary>The worker's process as it runs now, where jobs run.</summary>
    public int WorkerId => FindWorker() ?? throw new InvalidOperationException($"The host {Id} has no worker.");

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

    /// <summary>Runs a program to its end.</summary>
    /// <param name="argument">Such as a verb of the app's own program.</param>
    /// <param name="settings">Above those of the environment and of <see cref="AppSettings"/>.</param>
    /// <param name="command">The program; null for the app's own, without a host.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string argument, IReadOnlyDictionary<string, string> settings, string[]? command = null)
    {
        using var process = Start(command ?? Target.ProgramCommand, [argument], settings);
        var log = new AppLog(process);
        using var limit = new CancellationTokenSource(EndLimit);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, log.Tail());
    }

    /// <summary>Ends host and worker, as a power cut does it.</summary>
    public async Task KillAsync()
    {
        WasKilled = true;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends the host alone. The worker has to notice it.</summary>
    public async Task KillHostAsync()
    {
        WasKilled = true;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends the worker alone, as a crash does it. The host starts another one, or gives up.</summary>
    /// <returns>The process that was killed.</returns>
    public async Task<int> KillWorkerAsync()
    {
        var worker = WorkerId;
        await Signal.SendAsync("KILL", worker);
        return worker;
    }

    /// <summary>Waits until the host runs another worker than this one.</summary>
    public Task ReplacedAsync(int worker) => Eventually.TrueAsync(
        () => FindWorker() is { } now && now != worker, StartLimit, $"the host runs another worker than {worker}");

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

    /// <summary>Stops host and worker where they are.</summary>
    public Task FreezeAsync() => SignalBothAsync("STOP");

    public Task ContinueAsync() => SignalBothAsync("CONT");

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

    // The one process below the host that was given a worker's id.
    private int? FindWorker() => ProcessTree.Below(Id).Where(p => p.Command.Contains("--workerId", StringComparison.Ordinal)).Select(p => (int?)p.Id).FirstOrDefault();

    private async Task SignalBothAsync(string signal)
    {
        int[] both = FindWorker() is { } worker ? [worker, Id] : [Id];
        foreach (var process in both)
            await Signal.SendAsync(signal, process, mayBeGone: signal == "CONT");
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
