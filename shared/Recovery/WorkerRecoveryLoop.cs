using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pipeline.Recovery;

/// <summary>Looks after leases for as long as the process lives, those of workers without heartbeat, and after due times that the clock was set back from.</summary>
internal sealed class WorkerRecoveryLoop(
    WorkerRecovery recovery, ClockRepair clock, SweepLog log, PipelineOptions options, TimeProvider time, ILogger<WorkerRecoveryLoop> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.HeartbeatInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await clock.RunAsync(stoppingToken);
                await log.RunOftenAsync("RecoverWorkers", recovery.RunAsync, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("Recovery will try again: {Error}", e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
