using System.Collections.Concurrent;
using Pipeline.Workers;

namespace Pipeline.Running;

/// <summary>
/// How long what a message brought may go on: RabbitMQ closes a channel that holds one for 30 minutes, and with the channel goes the lane.
/// </summary>
internal sealed class Delivery(RunGate gate, PipelineOptions options, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(27);

    private readonly long _arrived = time.GetTimestamp();
    private readonly ConcurrentDictionary<Guid, int> _lost = [];
    private long? _claimed;

    /// <summary>The message's budget counts from here.</summary>
    public void Claimed() => _claimed = time.GetTimestamp();

    /// <summary>The process stops: what has not started goes back.</summary>
    public bool IsStopping => stopping.IsCancellationRequested || gate.IsClosed;

    /// <summary>Whether another job with this time limit may start.</summary>
    public bool MayStart(TimeSpan timeLimit) =>
        !IsStopping
        && (_claimed is not { } claimed || time.GetElapsedTime(claimed) <= options.MessageBudget)
        && time.GetElapsedTime(_arrived) + timeLimit + options.AbandonAfter <= Longest;

    /// <summary>A run of this job, or of the jobs of this message together, lost its session, and nobody else did.</summary>
    /// <returns>How often that was in this delivery.</returns>
    public int SessionLost(Guid jobOrMessage) => _lost.AddOrUpdate(jobOrMessage, 1, (_, before) => before + 1);

    public bool HasLost(Guid jobOrMessage) => _lost.ContainsKey(jobOrMessage);
}
