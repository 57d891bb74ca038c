using Pipeline.Recovery;

namespace Pipeline.Functions.Recovery;

public sealed class RecoverLanes(LaneRescue rescue, SweepLog log)
{
    /// <summary>Drains lanes that hold messages and have no consumer.</summary>
    [Function(nameof(RecoverLanes))]
    public Task RunAsync([TimerTrigger("*/20 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        log.RunAsync(nameof(RecoverLanes), rescue.RunAsync, cancellationToken);
}
