using System.Diagnostics;
using System.Globalization;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>The processes that a process started, and those that they started.</summary>
internal static class ProcessTree
{
    /// <summary>All that live below a process, nearest first, with their command lines.</summary>
    public static IReadOnlyList<(int Id, string Command)> Below(int root)
    {
        var all = All();
        var found = new List<(int Id, string Command)>();
        for (List<int> parents = [root]; parents.Count > 0;)
        {
            var children = all.Where(p => parents.Contains(p.Parent)).ToList();
            found.AddRange(children.Select(p => (p.Id, p.Command)));
            parents = [.. children.Select(p => p.Id)];
        }
        return found;
    }

    /// <summary>Whether a process runs; one that has ended and that nobody waits for does not.</summary>
    public static bool Lives(int process) => All().Any(p => p.Id == process);

    private static List<(int Id, int Parent, string Command)> All() => OperatingSystem.IsLinux() ? FromProc() : FromPs();

    private static List<(int Id, int Parent, string Command)> FromProc()
    {
        var all = new List<(int Id, int Parent, string Command)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                // After the name in brackets, which may hold anything: state and parent.
                var stat = File.ReadAllText($"{folder}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] is "Z" or "X") continue;
                all.Add((id, int.Parse(fields[1], CultureInfo.InvariantCulture), File.ReadAllText($"{folder}/cmdline").Replace('\0', ' ')));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has just ended, or is somebody else's.
                continue;
            }
        }
        return all;
    }

    private static List<(int Id, int Parent, string Command)> FromPs()
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-A", "-ww", "-o", "pid=,ppid=,command="]) { RedirectStandardOutput = true })!;
        var lines = ps.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(parts => parts.Length == 3)
            .Select(parts => (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2]))];
    }
}
