using System.Diagnostics;
using System.Globalization;

namespace Pipeline.Bench.Servers;

/// <summary>A program that this one starts and ends; what it prints goes to a log. Should this one be killed, ./dev ends what it left.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ChildProcess(Process process, string log) => (_process, Log, Family) = (process, log, new(process.Id));

    public string Log { get; }

    public ProcessFamily Family { get; }

    public bool HasEnded => _process.HasExited;

    public StreamWriter Input => _process.StandardInput;

    public StreamReader Output => _process.StandardOutput;

    /// <param name="command">For the shell; what it prints on standard error, and unless <paramref name="talks"/> on standard output, goes to the log.</param>
    /// <param name="log">The log; replaced.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Beside this process's own.</param>
    /// <param name="talks">Its standard input and output are this process's to write and read.</param>
    public static ChildProcess Start(string command, string log, string folder, IReadOnlyDictionary<string, string?> environment, bool talks = false)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec 2>\"$LOG\"; {(talks ? "" : "exec >&2 </dev/null; ")}{command}"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = talks,
            RedirectStandardOutput = talks,
        };
        start.Environment["LOG"] = log;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!, log);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // A shell that waits for its program, or a host for its worker, may end before them.
            var members = Family.Members();
            await SignalAsync("TERM", _process.Id);
            using var limit = new CancellationTokenSource(Patience);
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            foreach (var left in members.Skip(1))
                await SignalAsync("KILL", left);
        }
        _process.Dispose();
    }

    // Nothing where the process is gone.
    private static async Task SignalAsync(string signal, int process)
    {
        var command = string.Create(CultureInfo.InvariantCulture, $"kill -s {signal} {process} 2>/dev/null");
        using var kill = Process.Start("/bin/sh", ["-c", command]);
        await kill.WaitForExitAsync();
    }
}
