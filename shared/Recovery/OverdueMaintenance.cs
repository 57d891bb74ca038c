using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline.Blobs;

namespace Pipeline.Recovery;

/// <summary>
/// Runs maintenance tasks whose timer does not fire, in every worker. A timer fires on one host among many, the one that holds its lease: a host that is alive without a
/// worker keeps the lease, and nothing comes of it. A task whose function is disabled is disabled here as well.
/// </summary>
internal sealed class OverdueMaintenance(
    SweepLog log, MessageRecovery messages, LaneRescue lanes, FlowRecovery flows, ExpiryRecovery expiry, Retention retention, BlobCleanup blobs,
    PipelineOptions options, TimeProvider time, ILogger<OverdueMaintenance> logger, IConfiguration? configuration = null) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    // For a timer that moves to another host, and for a run that takes long.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>The tasks, by the name of their function, with how often their timer fires.</summary>
    private IEnumerable<(string Name, TimeSpan Every, Func<CancellationToken, Task<int>> Run)> Tasks =>
    [
        ("RecoverMessages", TimeSpan.FromSeconds(15), messages.RunAsync),
        ("RecoverLanes", TimeSpan.FromSeconds(20), lanes.RunAsync),
        ("RecoverFlows", TimeSpan.FromSeconds(10), flows.RunAsync),
        ("ExpireJobs", TimeSpan.FromSeconds(30), expiry.RunAsync),
        ("DeleteOld", TimeSpan.FromMinutes(15), retention.RunAsync),
        ("CleanBlobs", TimeSpan.FromHours(1), blobs.RunAsync),
    ];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.RunOverdueMaintenance
            ? Task.WhenAll(Tasks.Where(t => !IsDisabled(t.Name)).Select(t => WatchAsync(t.Name, t.Every * 3 + Margin, t.Run, stoppingToken))) : Task.CompletedTask;

    private bool IsDisabled(string name) => ((string[])[$"AzureWebJobs.{name}.Disabled", $"AzureWebJobs:{name}:Disabled"])
        .Any(key => configuration?[key] is { } value && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase)));

    // One that has never run is not late before this process has waited as long.
    private async Task WatchAsync(string name, TimeSpan after, Func<CancellationToken, Task<int>> run, CancellationToken stoppingToken)
    {
        for (var pause = after; !stoppingToken.IsCancellationRequested; pause = Interval)
        {
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested) return;
            try
            {
                if (!await log.IsOverdueAsync(name, after, stoppingToken)) continue;
                logger.LogWarning("The timer of {Task} has not fired for {Time}: it runs here", name, after);
                await log.RunAsync(name, run, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("{Task} will be tried again: {Error}", name, e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
