using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Pipeline.Recovery;

namespace Pipeline.Functions.Flows;

public sealed class PurgeOrchestrations(SweepLog log, PipelineOptions options, TimeProvider time, ILogger<PurgeOrchestrations> logger)
{
    /// <summary>
    /// Removes orchestrations that have ended and were started long ago: nobody needs them, as the flow's own row says how it ended.
    /// </summary>
    [Function(nameof(PurgeOrchestrations))]
    public Task RunAsync([TimerTrigger("0 41 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        log.RunAsync(nameof(PurgeOrchestrations), token => PurgeAsync(client, token), cancellationToken);

    private async Task<int> PurgeAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var purged = await client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(
                CreatedTo: time.GetUtcNow() - options.OrchestrationRetention,
                Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]),
            cancellationToken);
        if (purged.PurgedInstanceCount > 0) logger.LogInformation("{Count} orchestrations of flows that have ended were removed", purged.PurgedInstanceCount);
        return purged.PurgedInstanceCount;
    }
}
