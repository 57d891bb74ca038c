using System.Diagnostics;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.Chaos.Tests;

public sealed class TwoMinutesTests(ITestOutputHelper output)
{
    // The time to settle is the one that is promised; machines that build and test beside it get as much again for starting and for the checks.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(9);

    [ChaosFact]
    public async Task TwoMinutesOfFaults_LoseNothing_AndDoNothingTwice()
    {
        var program = new ProcessStartInfo("dotnet",
        [
            typeof(ChaosException).Assembly.Location, "--jobs", "1000", "--minutes", "2", "--seed", "1", "--servers", "postgres,rabbitmq,azurite",
            "--app-command", $"exec {ChaosFactAttribute.AppCommand} --port $PORT", "--folder", Path.Combine(ChaosFactAttribute.Slot!, "chaos"),
        ]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var run = Process.Start(program)!;
        var said = new List<string>();
        run.OutputDataReceived += (_, line) => Keep(line.Data);
        run.ErrorDataReceived += (_, line) => Keep(line.Data);
        run.BeginOutputReadLine();
        run.BeginErrorReadLine();
        void Keep(string? line)
        {
            lock (said)
                if (line is not null) said.Add(line);
        }
        string Said()
        {
            lock (said) return string.Join('\n', said);
        }

        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await run.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            run.Kill();
            throw new TimeoutException($"It did not end within {Limit}:\n{Said()}");
        }
        output.WriteLine(Said());
        run.ExitCode.ShouldBe(0, Said());
    }
}
