using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pipeline.Inspection;

/// <summary>Writes this process's sums with every heartbeat, and the last ones at shutdown.</summary>
internal sealed class ActivityLoop(ActivityTable table, PipelineOptions options, TimeProvider time, ILogger<ActivityLoop> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.HeartbeatInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested) await FlushAsync(stoppingToken);
        }
        // The heartbeat, which waits for the last jobs, has stopped before.
        await FlushAsync(CancellationToken.None);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await table.FlushAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning("Throughput is written later: {Error}", e.Message);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The process stops, and the last write follows.
        }
    }
}
