using System.Diagnostics;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>The <c>pipeline</c> command as a person runs it; where the runtime itself breaks, its report of that is the failure.</summary>
internal static class OperatorTool
{
    // What a shell and .NET add to the number of a signal.
    private const int SignalBase = 128;

    private const int ReportLength = 8_000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Runs it to its end against an app.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(Uri url, params string[] arguments)
    {
        var command = Target.ToolCommand;
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PIPELINE_URL"] = url.ToString();
        start.Environment["PIPELINE_KEY"] = Target.Key;
        var crash = Path.Combine(Path.GetTempPath(), $"pipeline-{Guid.NewGuid():N}");
        start.Environment["DOTNET_DbgEnableMiniDump"] = "1";
        start.Environment["DOTNET_EnableCrashReportOnly"] = "1";
        start.Environment["DOTNET_DbgMiniDumpName"] = crash;
        using var process = Process.Start(start)!;
        var log = new AppLog(process);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"pipeline {string.Join(' ', arguments)} did not end:\n{log.Tail()}");
        }
        return process.ExitCode > SignalBase ? throw Crashed(process, arguments, log, crash + ".crashreport.json") : (process.ExitCode, log.Tail());
    }

    private static InvalidOperationException Crashed(Process process, string[] arguments, AppLog log, string report)
    {
        // The thread that crashed comes first.
        var text = File.Exists(report) ? File.ReadAllText(report) : "(the runtime wrote no report)";
        File.Delete(report);
        return new($"pipeline {string.Join(' ', arguments)} was ended by signal {process.ExitCode - SignalBase}:\n{log.Tail()}\n{text[..Math.Min(text.Length, ReportLength)]}");
    }
}
