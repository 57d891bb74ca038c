using Pipeline.Workers;

namespace Pipeline.Running;

/// <summary>
/// How long what a message brought may go on: RabbitMQ closes a channel that holds one for 30 minutes, and with the channel goes the lane.
/// </summary>
internal sealed class Delivery(RunGate gate, PipelineOptions options, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(27);

    private readonly long _arrived = time.GetTimestamp();
    private long? _claimed;

    /// <summary>The message's budget counts from here.</summary>
    public void Claimed() => _claimed = time.GetTimestamp();

    /// <summary>Whether another job with this time limit may start.</summary>
    public bool MayStart(TimeSpan timeLimit) =>
        !stopping.IsCancellationRequested && !gate.IsClosed
        && (_claimed is not { } claimed || time.GetElapsedTime(claimed) <= options.MessageBudget)
        && time.GetElapsedTime(_arrived) + timeLimit + options.AbandonAfter <= Longest;
}
