using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pipeline.Workers;

/// <summary>Keeps the worker's heartbeat going, and lets go of everything at shutdown.</summary>
internal sealed class Heartbeat(
    WorkerPresence presence, RunGate gate, IHostApplicationLifetime lifetime, PipelineOptions options, TimeProvider time, ILogger<Heartbeat> logger) : BackgroundService
{
    // The Azure Functions host gives running functions 10 seconds, then its worker 5 more and kills it: by then what is left must be free.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var closing = lifetime.ApplicationStopping.Register(gate.Close);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await presence.BeatAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("No heartbeat: {Error}", e.Message);
            }
            await Task.Delay(options.HeartbeatInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await gate.EmptiedAsync(Grace);
        await base.StopAsync(cancellationToken);
        try
        {
            var left = await presence.ReleaseAsync(CancellationToken.None);
            if (left > 0) logger.LogWarning("Let go of {Count} messages that did not finish in time; others run them", left);
        }
        catch (Exception e)
        {
            logger.LogWarning("Could not let go of what is left ({Error}); it comes free when the heartbeat is stale", e.Message);
        }
    }
}
