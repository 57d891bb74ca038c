using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline.Workers;

namespace Pipeline.Recovery;

/// <summary>Looks after leases for as long as the process lives: its own that were given up, and those of workers without heartbeat.</summary>
internal sealed class WorkerRecoveryLoop(
    WorkerPresence presence, WorkerRecovery recovery, SweepLog log, PipelineOptions options, TimeProvider time, ILogger<WorkerRecoveryLoop> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.HeartbeatInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await presence.ReturnAsync(stoppingToken);
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
