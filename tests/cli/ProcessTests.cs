using System.Diagnostics;
using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests;

/// <summary>The tool as a process of its own: what only a real console and a real signal can show.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task SubmitWatchJson_IntoAPipe_PrintsOneLineAndExitsWith0()
    {
        using var file = new TempFile();
        await using var api = await FakeApi.StartAsync(SampleFlow.Accepted, Reply.Json(SampleFlow.Succeeded));
        using var deadline = new CancellationTokenSource(Deadline);
        using var tool = Start("submit", file.Path, "--watch", "--json", "--url", api.Url);

        var output = await tool.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = await tool.StandardError.ReadToEndAsync(deadline.Token);
        await tool.WaitForExitAsync(deadline.Token);

        tool.ExitCode.ShouldBe(0, error);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldStartWith("{\"flow\":");
        (output + error).ShouldNotContain('\u001b');
    }

    [Fact]
    public async Task Watch_SigInt_ExitsWith130AndSaysHowToWatchAgain()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(SampleFlow.Running(40)));
        using var deadline = new CancellationTokenSource(Deadline);
        using var tool = Start("status", SampleFlow.Id, "--watch", "--url", api.Url);

        (await tool.StandardError.ReadLineAsync(deadline.Token)).ShouldBe("40/100 jobs");
        using var signal = Process.Start("kill", ["-INT", $"{tool.Id}"]);
        var error = await tool.StandardError.ReadToEndAsync(deadline.Token);
        await tool.WaitForExitAsync(deadline.Token);

        tool.ExitCode.ShouldBe(130, error);
        error.ShouldContain($"pipeline status {SampleFlow.Id} --watch");
    }

    private static Process Start(params string[] args) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "pipeline.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
