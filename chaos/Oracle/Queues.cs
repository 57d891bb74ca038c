using Pipeline.Chaos.Faults;
using Pipeline.Chaos.Servers;
using RabbitMQ.Client.Exceptions;

namespace Pipeline.Chaos.Oracle;

/// <summary>How the queues are when a run stands still: what nobody takes says where to look.</summary>
internal sealed class Queues(Lanes lanes)
{
    /// <returns>One line a queue: what waits in it, and how many take it.</returns>
    public async Task<IReadOnlyList<string>> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var broker = await Broker.ConnectAsync(cancellationToken);
            var lines = new List<string>();
            foreach (var queue in lanes.All)
                lines.Add(await broker.StateAsync(queue, cancellationToken) is { } state
                    ? $"queue {queue}: {state.MessageCount} waiting, {state.ConsumerCount} consumers" : $"queue {queue}: gone");
            return lines;
        }
        catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException)
        {
            return [$"the broker does not say how its queues are: {e.Message}"];
        }
    }
}
