using System.Globalization;

namespace Pipeline.Bench.Servers;

/// <summary>A process with all that it started, as Linux's /proc shows them; elsewhere nothing is known of their memory and their processor time.</summary>
internal sealed class ProcessFamily(int root)
{
    // https://www.kernel.org/doc/html/latest/filesystems/proc.html: 5 resets the peak of the resident set.
    private const string ResetPeak = "5";

    /// <summary>From now on <see cref="PeakMemory"/> counts anew.</summary>
    public void Reset()
    {
        foreach (var id in Members())
            Try(() => File.WriteAllText($"/proc/{id}/clear_refs", ResetPeak));
    }

    /// <summary>The peaks of all members' resident sets, summed; pages that they share count for each. Null where it is not known.</summary>
    public long? PeakMemory()
    {
        var peaks = Members().Select(Peak).OfType<long>().ToList();
        return peaks.Count == 0 ? null : peaks.Sum();
    }

    /// <summary>What all members have used of the processors since they began, and those of their children that have ended; each in steps of 10 ms. Null where it is not known.</summary>
    public TimeSpan? ProcessorTime()
    {
        var times = Members().Select(Used).OfType<TimeSpan>().ToList();
        return times.Count == 0 ? null : times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
    }

    private static TimeSpan? Used(int id)
    {
        TimeSpan? used = null;
        Try(() =>
        {
            // The name, in brackets, may hold anything. After it: state is field 3, utime, stime, cutime and cstime are 14 to 17, in hundredths of a second.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            used = TimeSpan.FromMilliseconds(10 * fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)));
        });
        return used;
    }

    private static long? Peak(int id)
    {
        long? peak = null;
        Try(() => peak = File.ReadLines($"/proc/{id}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 : null);
        return peak;
    }

    /// <summary>The process itself and all below it.</summary>
    public IReadOnlyList<int> Members()
    {
        List<int> members = [root];
        for (var i = 0; i < members.Count; i++)
        {
            var parent = members[i];
            Try(() => members.AddRange(File.ReadAllText($"/proc/{parent}/task/{parent}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))));
        }
        return members;
    }

    // A process may end between two looks; then it is not among them.
    private static void Try(Action look)
    {
        try
        {
            look();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}
