using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Pipeline.Functions.Flows;

public sealed class PurgeFlows(TimeProvider time, ILogger<PurgeFlows> logger)
{
    // An orchestration that has ended is needed by nobody: the flow's own row says how it ended.
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    /// <summary>Removes orchestrations that have ended and were started more than a day ago.</summary>
    [Function(nameof(PurgeFlows))]
    public async Task RunAsync([TimerTrigger("0 41 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var purged = await client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(
                CreatedTo: time.GetUtcNow() - Age,
                Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]),
            cancellationToken);
        if (purged.PurgedInstanceCount > 0) logger.LogInformation("{Count} orchestrations of flows that have ended were removed", purged.PurgedInstanceCount);
    }
}
