using System.Diagnostics;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>Sends signals by name, because their numbers differ between systems.</summary>
internal static class Signal
{
    /// <param name="name">Such as <c>TERM</c>.</param>
    /// <param name="process">Its recipient.</param>
    /// <param name="mayBeGone">Whether it is fine that the process has ended.</param>
    public static async Task SendAsync(string name, int process, bool mayBeGone = false)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process}"]);
        await kill.WaitForExitAsync();
        if (!mayBeGone) kill.ExitCode.ShouldBe(0, $"signal {name} reaches process {process}");
    }
}
