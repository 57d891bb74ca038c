using Pipeline.Flows;

namespace Pipeline.Functions.Flows;

public sealed class CloseFlow(FlowDriver flows)
{
    /// <summary>Takes a flow as far as it goes now; safe to call at any time, any number of times.</summary>
    [Function(nameof(CloseFlow))]
    public Task<FlowState?> RunAsync([ActivityTrigger] string flow, CancellationToken cancellationToken) => flows.DriveAsync(Guid.Parse(flow), cancellationToken);
}
