using System.Diagnostics;
using Pipeline.Messaging;
using RabbitMQ.Client;

namespace Pipeline.Bench.Relay;

/// <summary>Nothing but RabbitMQ.Client: persistent, mandatory messages to the lanes in turn, confirmed, with many under way.</summary>
internal sealed class BarePublisher(BrokerConnection broker, IReadOnlyList<string> lanes)
{
    // More gains nothing.
    private const int Window = 1_000;

    /// <summary>Sends all of them, and waits for all confirms.</summary>
    public async Task<TimeSpan> PublishAsync(IReadOnlyList<BareMessage> messages, CancellationToken cancellationToken)
    {
        var connection = await broker.OpenAsync(cancellationToken);
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await connection.CreateChannelAsync(options, cancellationToken);
        using var window = new SemaphoreSlim(Window, Window);
        var confirms = new Task[messages.Count];
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < messages.Count; i++)
        {
            await window.WaitAsync(cancellationToken);
            confirms[i] = PublishAsync(channel, lanes[i % lanes.Count], messages[i], window);
        }
        await Task.WhenAll(confirms);
        return clock.Elapsed;
    }

    /// <summary>Empties the lanes.</summary>
    /// <returns>How many messages there were.</returns>
    public async Task<long> PurgeAsync(CancellationToken cancellationToken)
    {
        var connection = await broker.OpenAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var purged = 0L;
        foreach (var lane in lanes) purged += await channel.QueuePurgeAsync(lane, cancellationToken);
        return purged;
    }

    private static async Task PublishAsync(IChannel channel, string lane, BareMessage message, SemaphoreSlim window)
    {
        var properties = new BasicProperties { Persistent = true, ContentType = "application/json", MessageId = message.Id };
        await channel.BasicPublishAsync(exchange: "", lane, mandatory: true, properties, message.Body);
        window.Release();
    }
}
