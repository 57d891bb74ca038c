using System.Diagnostics;
using System.Globalization;

namespace Pipeline.Tests.Support;

/// <summary>
/// Time as far as the machine has some for this process: where four times as much wants to run as there are processors, a second counts
/// as a quarter. So a deadline ends what hangs, and not what waits for its turn.
/// </summary>
internal sealed class LoadAwareClock
{
    private static readonly TimeSpan LoadIsKnownFor = TimeSpan.FromSeconds(1);

    private static readonly Lock Loading = new();
    private static double _share = 1;
    private static long _readAt;

    private long _last = Stopwatch.GetTimestamp();

    /// <summary>What has counted since the start, or since <see cref="Restart"/>.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            var now = Stopwatch.GetTimestamp();
            field += Stopwatch.GetElapsedTime(_last, now) * Share();
            _last = now;
            return field;
        }
        private set;
    }

    public void Restart() => (Elapsed, _last) = (TimeSpan.Zero, Stopwatch.GetTimestamp());

    // By the load of the last minute, where the system tells.
    private static double Share()
    {
        lock (Loading)
        {
            if (_readAt != 0 && Stopwatch.GetElapsedTime(_readAt) < LoadIsKnownFor) return _share;
            _readAt = Stopwatch.GetTimestamp();
            try
            {
                var load = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
                _share = Math.Clamp(Environment.ProcessorCount / Math.Max(load, 1), 0.02, 1);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
            {
                _share = 1;
            }
            return _share;
        }
    }
}
