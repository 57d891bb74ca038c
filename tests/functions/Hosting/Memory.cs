using System.Globalization;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>The memory of a process as Linux counts it, in bytes.</summary>
internal static class Memory
{
    /// <summary>Forgets the peak so far.</summary>
    /// <returns>What the process has in memory now.</returns>
    public static long ResetPeak(int process)
    {
        File.WriteAllText($"/proc/{process}/clear_refs", "5");
        return Peak(process);
    }

    public static long Peak(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan()["VmHWM:".Length..].Trim("\t kB"), CultureInfo.InvariantCulture) * 1024;
    }
}
