using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pipeline.Telemetry.Activity;

/// <summary>Writes this process's sums with every heartbeat, and the last ones at shutdown.</summary>
internal sealed class ActivityLoop(ActivityTable table, PipelineOptions options, TimeProvider time, ILogger<ActivityLoop> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.HeartbeatInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await FlushAsync(stoppingToken.IsCancellationRequested ? CancellationToken.None : stoppingToken);
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await table.FlushAsync(cancellationToken);
        }
        catch (Exception e)
        {
            logger.LogWarning("Throughput is written later: {Error}", e.Message);
        }
    }
}
