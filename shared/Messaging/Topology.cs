using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pipeline.Messaging;

/// <summary>
/// Declares the lane queues, and the exchange and queue for what the host gives up. The host's trigger only looks for its queue, so this comes before it listens.
/// </summary>
public sealed class Topology(BrokerConnection broker, PipelineOptions options)
{
    /// <summary>Declares what is missing and changes nothing that is there.</summary>
    /// <exception cref="TopologyMismatchException">A queue or exchange is there with other arguments.</exception>
    public async Task DeclareAsync(CancellationToken cancellationToken)
    {
        var queues = LaneQueues.Of(options);
        var connection = await broker.OpenAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            await channel.ExchangeDeclareAsync(queues.DeadLetterExchange, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
            await DeclareAsync(channel, queues.DeadLetterQueue, new() { ["x-queue-type"] = options.QueueType }, cancellationToken);
            await channel.QueueBindAsync(queues.DeadLetterQueue, queues.DeadLetterExchange, routingKey: "", cancellationToken: cancellationToken);
            foreach (var lane in queues.All)
                await DeclareAsync(channel, lane, new() { ["x-queue-type"] = options.QueueType, ["x-dead-letter-exchange"] = queues.DeadLetterExchange }, cancellationToken);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.PreconditionFailed)
        {
            throw new TopologyMismatchException(e.ShutdownReason.ReplyText, e);
        }
    }

    /// <summary>How many messages wait in each lane; null where the queue is missing.</summary>
    public async Task<IReadOnlyDictionary<int, uint?>> DepthsAsync(CancellationToken cancellationToken) =>
        (await QueuesAsync(cancellationToken)).Where(q => q.Key <= LaneQueues.Urgent).ToDictionary(q => q.Key, q => q.Value?.Messages);

    /// <summary>What the broker says of each lane's queue, of that of flows and of the dead-letter queue; null where it is missing.</summary>
    internal async Task<IReadOnlyDictionary<int, QueueState?>> QueuesAsync(CancellationToken cancellationToken)
    {
        var connection = await broker.OpenAsync(cancellationToken);
        var queues = LaneQueues.Of(options);
        var states = new Dictionary<int, QueueState?>();
        foreach (var lane in queues.Lanes.Append(LaneQueues.Flows).Append(LaneQueues.Dead))
            states[lane] = await StateAsync(connection, queues.Lane(lane), cancellationToken);
        return states;
    }

    // A passive look at a missing queue closes its channel, hence a channel for each.
    private static async Task<QueueState?> StateAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            var state = await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            return new(state.MessageCount, state.ConsumerCount);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }

    private static Task DeclareAsync(IChannel channel, string queue, Dictionary<string, object?> arguments, CancellationToken cancellationToken) =>
        channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
}
