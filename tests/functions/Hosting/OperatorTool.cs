using System.Diagnostics;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>The <c>pipeline</c> command as a person runs it.</summary>
internal static class OperatorTool
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Runs it to its end against an app.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(Uri url, params string[] arguments)
    {
        var command = Target.ToolCommand;
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PIPELINE_URL"] = url.ToString();
        start.Environment["PIPELINE_KEY"] = Target.Key;
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
        return (process.ExitCode, log.Tail());
    }
}
