using System.Diagnostics;
using Pipeline.Bench.Servers;

namespace Pipeline.Bench.Flows;

/// <summary>Waits until an app and the storage have nothing left to do, as their processor time shows; where that is not known they count as quiet.</summary>
internal sealed class QuietWatch(ServerProcesses servers, ProcessFamily app)
{
    // What the app, its host and the storage use for their polling is below half of it.
    private const double Idle = 0.3;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    /// <returns>How long it was before they were quiet.</returns>
    public async Task<TimeSpan> UntilAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var (began, before) = (clock.Elapsed, Used());
            await Task.Delay(Window, cancellationToken);
            if ((Used() - before) / (clock.Elapsed - began) < Idle) return began;
        }
    }

    private TimeSpan Used() => servers.Used(app) is var used ? (used.Worker ?? TimeSpan.Zero) + (used.Storage ?? TimeSpan.Zero) : TimeSpan.Zero;
}
