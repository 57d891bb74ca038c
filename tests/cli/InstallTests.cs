using System.Diagnostics;
using System.Reflection;

namespace Pipeline.Cli.Tests;

/// <summary>The one command that installs the tool, in a place of the test's own.</summary>
public sealed class InstallTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task DevTool_InstallsACommandThatRuns_AndAgainBringsItUpToDate()
    {
        if (OperatingSystem.IsWindows()) return;
        var root = typeof(InstallTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Root").Value!;
        var place = Directory.CreateTempSubdirectory("pipeline-tool-").FullName;
        try
        {
            for (var time = 0; time < 2; time++)
            {
                var (installed, said) = await RunAsync(Path.Combine(root, "dev"), "tool", "--tool-path", place);
                installed.ShouldBe(0, said);
            }

            var (code, help) = await RunAsync(Path.Combine(place, "pipeline"), "--help");
            code.ShouldBe(0, help);
            help.ShouldContain("overview");
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(Deadline);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await error);
    }
}
