using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Pipeline.LocalHost.Tests.Running;

/// <summary>A local host in a process of its own, with the worker that it started.</summary>
internal sealed partial class HostRun : IAsyncDisposable
{
    /// <summary>Where the shop's own lines begin.</summary>
    private const string Mark = "> ";

    /// <summary>In the environment of all processes of one run.</summary>
    private const string Marker = "HOST_TEST_RUN";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly string _id = Guid.NewGuid().ToString("n");
    private readonly TestFolder _gates = new();
    private readonly Process _process;

    private HostRun(Setup setup, int port)
    {
        Url = new Uri($"http://127.0.0.1:{port}/");
        var start = new ProcessStartInfo("dotnet", [Paths.Host, setup.Folder, .. setup.Arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (!setup.Arguments.Contains("--port"))
        {
            start.ArgumentList.Add("--port");
            start.ArgumentList.Add($"{port}");
        }
        start.Environment["Gates"] = _gates.Path;
        start.Environment["WEBSITE_HOSTNAME"] = $"127.0.0.1:{port}";
        start.Environment.Remove("AzureWebJobsStorage");
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in setup.Environment())
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        start.Environment[Marker] = _id;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>HTTP functions.</summary>
    public Uri Url { get; }

    /// <summary>The address that the host names itself.</summary>
    public Uri Announced => _lines.Select(line => AddressLine().Match(line)).Where(m => m.Success).Select(m => new Uri(m.Groups[1].Value)).First();

    /// <summary>All that host and worker wrote.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    public string Output => string.Join('\n', _lines);

    /// <summary>What the app wrote, in order.</summary>
    public IReadOnlyList<string> Entries => [.. _lines.Where(line => line.StartsWith(Mark, StringComparison.Ordinal)).Select(line => line[Mark.Length..])];

    /// <summary>The worker processes that the host started, in order.</summary>
    public IReadOnlyList<int> Workers =>
        [.. _lines.Select(line => WorkerLine().Match(line)).Where(m => m.Success).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];

    /// <summary>Starts a host and returns when its functions are there.</summary>
    public static async Task<HostRun> StartAsync(Setup setup)
    {
        var run = new HostRun(setup, FreePort());
        try
        {
            await run.SaysAsync("The host has started");
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a host and returns at once.</summary>
    public static HostRun Begin(Setup setup) => new(setup, FreePort());

    public HttpClient Http() => new() { BaseAddress = Url, Timeout = Deadline };

    public bool Has(string text) => _lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits for a text on the console; fails as soon as the host has ended without it.</summary>
    public Task SaysAsync(string text, int times = 1) => UntilAsync(() => _lines.Count(line => line.Contains(text, StringComparison.Ordinal)) >= times, $"'{text}'");

    /// <summary>Waits for an entry of the app.</summary>
    public Task WritesAsync(string entry, int times = 1) => UntilAsync(() => Entries.Count(e => e == entry) >= times, $"the entry '{entry}'");

    /// <summary>Waits for so many entries that begin like this, and returns them.</summary>
    public async Task<IReadOnlyList<string>> EntriesAsync(int count, string beginning = "")
    {
        string[] Found() => [.. Entries.Where(e => e.StartsWith(beginning, StringComparison.Ordinal))];
        await UntilAsync(() => Found().Length >= count, $"{count} entries that begin with '{beginning}'");
        return Found();
    }

    public void OpenGate(string name) => File.WriteAllText(Path.Combine(_gates.Path, name), "");

    public Task SignalAsync(string signal) => SignalAsync(signal, _process.Id);

    public static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end of the host.</summary>
    public async Task<int> ExitCodeAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(Deadline);
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The host goes on:\n{Output}");
        }
        return _process.ExitCode;
    }

    /// <summary>Tells the host to stop and waits for its end.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await ExitCodeAsync();
    }

    /// <summary>Waits until no process of this run is left.</summary>
    public Task NothingIsLeftAsync() => Eventually.TrueAsync(() => Left().Count == 0, Deadline, $"nothing is left of\n{Output}");

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Left()) await SignalAsync("KILL", process);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _gates.Dispose();
    }

    // What a process inherits tells whose it is, also when its parent is gone.
    private List<int> Left()
    {
        if (!Directory.Exists("/proc/self")) return _process.HasExited ? [] : [_process.Id];
        var left = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && IsOurs(folder)) left.Add(id);
        return left;
    }

    private bool IsOurs(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "environ")).Contains($"{Marker}={_id}", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task UntilAsync(Func<bool> reached, string what)
    {
        try
        {
            await Eventually.TrueAsync(() => reached() || _process.HasExited, Deadline, what);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{Output}");
        }
        if (reached()) return;
        // Its last lines may be on their way.
        await _process.WaitForExitAsync();
        if (!reached()) throw new InvalidOperationException($"The host has ended with code {_process.ExitCode} without {what}:\n{Output}");
    }

    private void Keep(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"HTTP functions are at (\S+)")]
    private static partial Regex AddressLine();

    [GeneratedRegex(@"Started the worker process (\d+)")]
    private static partial Regex WorkerLine();
}
