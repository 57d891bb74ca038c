using System.Globalization;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>The memory of an app's host and worker as Linux counts it, in bytes.</summary>
internal static class Memory
{
    /// <summary>Forgets the peak so far.</summary>
    /// <returns>What the processes have in memory now.</returns>
    public static long ResetPeak(App app)
    {
        foreach (var process in (int[])[app.Id, app.WorkerId])
            File.WriteAllText($"/proc/{process}/clear_refs", "5");
        return Peak(app);
    }

    public static long Peak(App app) => Peak(app.Id) + Peak(app.WorkerId);

    private static long Peak(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan()["VmHWM:".Length..].Trim("\t kB"), CultureInfo.InvariantCulture) * 1024;
    }
}
