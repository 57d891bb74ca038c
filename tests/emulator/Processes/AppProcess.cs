using System.Collections.Concurrent;
using System.Diagnostics;

namespace Pipeline.Emulator.Tests.Processes;

/// <summary>An app in a process of its own, which can be signalled and killed.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly TestFolder _folder;
    private readonly ConcurrentQueue<string> _lines = new();

    private AppProcess(Process process, TestFolder folder)
    {
        _process = process;
        _folder = folder;
        _process.OutputDataReceived += (_, args) => Keep(args.Data);
        _process.ErrorDataReceived += (_, args) => Keep(args.Data);
    }

    public int Id => _process.Id;

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Starts the functions of <paramref name="functions"/> and returns when the app has started.</summary>
    public static async Task<AppProcess> StartAsync(Type functions, IReadOnlyDictionary<string, string?> settings, string hostJson = Setup.DefaultHostJson)
    {
        var folder = new TestFolder(hostJson);
        var start = new ProcessStartInfo("dotnet", [typeof(AppProcess).Assembly.Location, functions.FullName!, folder.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var app = new AppProcess(new Process { StartInfo = start }, folder);
        app._process.Start();
        app._process.BeginOutputReadLine();
        app._process.BeginErrorReadLine();
        await app.SaysAsync("started", StartDeadline);
        return app;
    }

    public Task SaysAsync(string text, TimeSpan? deadline = null) => Eventually.TrueAsync(
        () => _lines.Any(line => line.Contains(text, StringComparison.Ordinal)),
        deadline ?? TimeSpan.FromSeconds(20),
        $"'{text}' in:\n{string.Join('\n', _lines)}");

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }
}
