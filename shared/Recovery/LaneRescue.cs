using Microsoft.Extensions.Logging;
using Pipeline.Flows;
using Pipeline.Messaging;
using Pipeline.Running;
using RabbitMQ.Client;

namespace Pipeline.Recovery;

/// <summary>
/// Drains queues that hold messages and have no consumer, through the same code as their function: a trigger can be disabled at start, or die silently
/// after the broker restarted. A queue that was deleted is declared again; its trigger does not come back by itself.
/// </summary>
public sealed class LaneRescue
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly Topology _topology;
    private readonly BrokerConnection _broker;
    private readonly JobProcessor _jobs;
    private readonly FlowWakeMessages _wakes;
    private readonly FlowDriver _flows;
    private readonly DeadMessages _dead;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LaneRescue> _logger;

    internal LaneRescue(
        Topology topology, BrokerConnection broker, JobProcessor jobs, FlowWakeMessages wakes, FlowDriver flows, DeadMessages dead,
        PipelineOptions options, TimeProvider time, ILogger<LaneRescue> logger) =>
        (_topology, _broker, _jobs, _wakes, _flows, _dead, _options, _time, _logger) = (topology, broker, jobs, wakes, flows, dead, options, time, logger);

    /// <summary>One round: works on all such lanes at a time, until each is empty or has a consumer, for up to two minutes and the message that runs then.</summary>
    /// <returns>How many messages it took.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var queues = await _topology.QueuesAsync(cancellationToken);
        if (queues.Values.Contains(null))
        {
            _logger.LogWarning("Queues were gone and are declared again: {Queues}", Names(queues.Where(q => q.Value is null).Select(q => q.Key)));
            await _topology.DeclareAsync(cancellationToken);
        }
        var lanes = queues.Where(q => q.Value is { Consumers: 0, Messages: > 0 }).Select(q => q.Key).ToList();
        var taken = await Task.WhenAll(lanes.Select(lane => DrainAsync(lane, cancellationToken)));
        if (taken.Sum() > 0)
            _logger.LogWarning("{Count} messages lay in lanes without a consumer and were processed: {Lanes}", taken.Sum(), Names(lanes));
        return taken.Sum();
    }

    private string Names(IEnumerable<int> lanes) => string.Join(", ", lanes.Select(LaneQueues.Of(_options).Lane));

    private async Task<int> DrainAsync(int lane, CancellationToken cancellationToken)
    {
        var queue = LaneQueues.Of(_options).Lane(lane);
        var started = _time.GetTimestamp();
        var connection = await _broker.OpenAsync(cancellationToken);
        // Whatever is not acknowledged goes back to the lane with the channel.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        for (var taken = 0; ; taken++)
        {
            // A quorum queue counts who fetched a message as a consumer, until it knows of the acknowledgement: that is us.
            var ours = taken > 0 ? 1u : 0u;
            if (_time.GetElapsedTime(started) > Longest || await channel.ConsumerCountAsync(queue, cancellationToken) > ours) return taken;
            if (await channel.BasicGetAsync(queue, autoAck: false, cancellationToken) is not { } message) return taken;
            var body = message.Body.ToArray();
            await ProcessAsync(lane, body, cancellationToken);
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, CancellationToken.None);
        }
    }

    private async Task ProcessAsync(int lane, byte[] body, CancellationToken cancellationToken)
    {
        if (lane == LaneQueues.Dead)
            await _dead.ProcessAsync(body, cancellationToken);
        else if (lane != LaneQueues.Flows)
            await _jobs.ProcessAsync(lane, body, cancellationToken);
        else if (await _wakes.ReadAsync(body, cancellationToken) is { } flow)
            await _flows.DriveAsync(flow, cancellationToken);
    }
}
