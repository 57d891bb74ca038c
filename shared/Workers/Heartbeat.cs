using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline.Running;

namespace Pipeline.Workers;

/// <summary>Keeps the worker's heartbeat going, and lets go of everything at shutdown.</summary>
internal sealed class Heartbeat(WorkerPresence presence, RunGate gate, PipelineOptions options, TimeProvider time, ILogger<Heartbeat> logger) : BackgroundService
{
    // What runs may finish; an Azure Functions host gives its worker less than this.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(25);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
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
        gate.Close();
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
