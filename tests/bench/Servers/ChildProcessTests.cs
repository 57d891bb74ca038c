using System.Globalization;
using Pipeline.Bench.Servers;
using Pipeline.Tests.Support;

namespace Pipeline.Bench.Tests.Servers;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Disposed_EndsWhatItsProgramStarted_AsWell()
    {
        if (!OperatingSystem.IsLinux()) return;
        var folder = Directory.CreateTempSubdirectory("pipeline-bench-").FullName;
        var file = Path.Combine(folder, "pid");
        var child = ChildProcess.Start("sleep 600 & echo $! >pid; wait", Path.Combine(folder, "log"), folder, new Dictionary<string, string?>());
        await Eventually.TrueAsync(() => File.Exists(file) && File.ReadAllText(file).EndsWith('\n'), Deadline, "the program has started another one");

        await child.DisposeAsync();

        var id = int.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture);
        await Eventually.TrueAsync(() => !IsRunning(id), Deadline, $"process {id} ends");
        Directory.Delete(folder, recursive: true);
    }

    // One that has ended may be listed until its new parent takes notice.
    private static bool IsRunning(int id) => File.Exists($"/proc/{id}/stat") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z", StringComparison.Ordinal);
}
