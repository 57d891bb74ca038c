using RabbitMQ.Client;

namespace Pipeline.Messaging;

/// <summary>
/// A channel with confirms for each queue: the broker handles a channel's messages in order, and one for a queue that takes nothing
/// (a quorum queue without a leader) holds up for a minute all that come after it. One caller at a time.
/// </summary>
internal sealed class LaneChannels(BrokerConnection broker) : IAsyncDisposable
{
    // No rate limiter: the client's own sleeps. The caller's chunk bounds what is outstanding.
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly Dictionary<int, IChannel> _channels = [];

    public async ValueTask<IChannel> OpenAsync(int lane, CancellationToken cancellationToken)
    {
        if (_channels.TryGetValue(lane, out var channel) && channel.IsOpen) return channel;
        Drop(lane);
        var connection = await broker.OpenAsync(cancellationToken);
        return _channels[lane] = await connection.CreateChannelAsync(Confirmed, cancellationToken);
    }

    /// <summary>The next message for it gets a new one. Nobody waits for the old one's end: the broker may not answer that either.</summary>
    public void Drop(int lane)
    {
        if (_channels.Remove(lane, out var channel)) _ = CloseAsync(channel);
    }

    public async ValueTask DisposeAsync()
    {
        var closing = _channels.Values.Select(CloseAsync).ToList();
        _channels.Clear();
        await Task.WhenAll(closing);
    }

    // What fails in closing a channel is closed with its connection.
    private static async Task CloseAsync(IChannel channel) =>
        await channel.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
