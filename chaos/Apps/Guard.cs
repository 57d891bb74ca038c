using System.Diagnostics;

namespace Pipeline.Chaos.Apps;

/// <summary>
/// Starts an app in a session of its own, so that signals reach all of its processes, and ends it with us, however we end: the guard kills the app when
/// its standard input does.
/// </summary>
internal static class Guard
{
    private const string Perl = """
        use POSIX qw(setsid WNOHANG);
        my ($log, $command) = @ARGV;
        # Apart from us as well, so that whatever ends us leaves the guard to its work.
        setsid();
        my $app = fork() // die "fork: $!";
        if (!$app) {
            setsid();
            open(STDIN, "<", "/dev/null"); open(STDOUT, ">>", $log) or die "$log: $!"; open(STDERR, ">&", \*STDOUT);
            # No core files of processes that are to crash.
            exec("/bin/sh", "-c", "ulimit -c 0; $command"); exit 127;
        }
        $| = 1; print "$app\n";
        while (1) {
            my $in = ""; vec($in, 0, 1) = 1;
            my $ready = select($in, undef, undef, 0.1);
            my $ended = waitpid($app, WNOHANG) == $app;
            my $code = $? & 127 ? 128 + ($? & 127) : $? >> 8;
            if ($ended || ($ready > 0 && !sysread(STDIN, my $byte, 1))) { kill("KILL", -$app); exit $code; }
        }
        """;

    /// <returns>The guard, which ends with the app's exit code, and the app's process group.</returns>
    public static async Task<(Process Guard, int Group)> StartAsync(string command, string log, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("perl", ["-e", Perl, log, command]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var guard = Process.Start(start)!;
        var group = await guard.StandardOutput.ReadLineAsync() ?? throw new ChaosException($"perl could not start the app: {command}");
        return (guard, int.Parse(group, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Sends a signal by its name, as numbers differ between systems, to all processes of an app; nothing when it is gone.</summary>
    public static async Task SignalAsync(string name, int group)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -s {name} -- -{group} 2>/dev/null"]);
        await kill.WaitForExitAsync();
    }
}
