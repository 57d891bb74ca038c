using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pipeline.Messaging;

/// <summary>Whether somebody consumes a lane: asked of the broker once a second at most, and only of lanes that something is about to be sent to. One caller at a time.</summary>
internal sealed class LaneConsumers(BrokerConnection broker, PipelineOptions options, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly LaneQueues _queues = LaneQueues.Of(options);
    private readonly LaneChannels _channels = new(broker);
    private readonly Dictionary<int, (bool Has, long At)> _known = [];

    /// <returns>False also where there is no such queue.</returns>
    /// <exception cref="TimeoutException">The queue does not answer.</exception>
    public async ValueTask<bool> AnyAsync(int lane, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(lane, out var known) && time.GetElapsedTime(known.At) < Interval) return known.Has;
        var has = await LookAsync(lane, cancellationToken);
        _known[lane] = (has, time.GetTimestamp());
        return has;
    }

    /// <summary>Nothing is known any more, as after queues were declared again.</summary>
    public void Forget() => _known.Clear();

    public ValueTask DisposeAsync() => _channels.DisposeAsync();

    private async Task<bool> LookAsync(int lane, CancellationToken cancellationToken)
    {
        var channel = await _channels.OpenAsync(lane, cancellationToken);
        try
        {
            return await channel.ConsumerCountAsync(_queues.Lane(lane), cancellationToken).WaitAsync(Timeout, time, cancellationToken) > 0;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            _channels.Drop(lane);
            return false;
        }
        catch
        {
            _channels.Drop(lane);
            throw;
        }
    }
}
