using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pipeline.Recurring;

/// <summary>Looks for due ticks for as long as the process lives, so that they are punctual; looks at least once a second, as others may switch or declare.</summary>
internal sealed class RecurringLoop(RecurringScheduler scheduler, RecurringCatalog catalog, TimeProvider time, ILogger<RecurringLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (catalog.All.Count > 0 && !stoppingToken.IsCancellationRequested)
        {
            var pause = Longest;
            try
            {
                await scheduler.RunAsync(stoppingToken);
                // What is due all the same is with another process.
                if (await scheduler.NextDueAsync(stoppingToken) is { } next && next > TimeSpan.Zero && next < Longest) pause = next;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("Recurring jobs will be looked at again: {Error}", e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
