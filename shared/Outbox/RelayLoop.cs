using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pipeline.Outbox;

/// <summary>Runs the relay for as long as the process lives: at once after a commit of this process, by poll for what others left.</summary>
internal sealed class RelayLoop(OutboxRelay relay, OutboxSignal signal, TimeProvider time, ILogger<RelayLoop> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                await relay.PublishDueAsync(stoppingToken);
                failures = 0;
                if (relay.IsBusy) await Task.Delay(OutboxRelay.BusyPause, time, stoppingToken);
                await signal.WaitAsync(await relay.IdleTimeAsync(stoppingToken), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it is, the rows are safe and the loop goes on; the log says it once a pause.
                logger.LogWarning("The relay will try again: {Error}", e.Message);
                var pause = TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, 100 * Math.Pow(2, Math.Min(failures++, 10))));
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }
}
