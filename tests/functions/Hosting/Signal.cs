using System.Diagnostics;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>Sends signals by name, because their numbers differ between systems.</summary>
internal static class Signal
{
    public static async Task SendAsync(string name, int process)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0, $"signal {name} reaches process {process}");
    }
}
