using Pipeline.Telemetry.Tracing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pipeline.Messaging;

/// <summary>Publishes messages, persistent and mandatory, and waits for the broker's confirms: many are under way at a time. One caller at a time.</summary>
internal sealed class JobPublisher(BrokerConnection broker, PipelineOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly LaneQueues _queues = LaneQueues.Of(options);
    private readonly LaneChannels _channels = new(broker);

    /// <summary>Sends all of them, then waits for all; a result for each, in order.</summary>
    public async Task<PublishResult[]> PublishAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken) =>
        await ConfirmedAsync(await SendAsync(messages, cancellationToken), cancellationToken);

    /// <summary>Sends all of them and waits for none, so that more can be sent meanwhile.</summary>
    public async Task<SentMessages> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        var confirms = new Task<PublishResult>[messages.Count];
        broker.ThrowIfBlocked();
        for (var i = 0; i < messages.Count; i++)
            confirms[i] = PublishAsync(await _channels.OpenAsync(messages[i].Lane, cancellationToken), messages[i]);
        return new(messages, confirms, time.GetTimestamp());
    }

    /// <summary>Waits for all of them, up to half of <see cref="PipelineOptions.RelayLease"/> since they were sent; a result for each, in order.</summary>
    public async Task<PublishResult[]> ConfirmedAsync(SentMessages sent, CancellationToken cancellationToken)
    {
        var (messages, confirms, at) = sent;
        var patience = options.RelayLease / 2 - time.GetElapsedTime(at);
        if (patience > TimeSpan.Zero)
            await ((Task)Task.WhenAny(Task.WhenAll(confirms), broker.Blocked)).WaitAsync(patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // What is not confirmed by now is sent again; one slow queue does not hold up the others' messages.
        var silence = cancellationToken.IsCancellationRequested || broker.Blocked.IsCompleted ? PublishResult.Failed : PublishResult.Unanswered;
        var results = Array.ConvertAll(confirms, c => !c.IsCompleted ? silence : c.IsCompletedSuccessfully ? c.Result : PublishResult.Failed);
        // After any doubt a channel's count of confirms is not to be trusted.
        for (var i = 0; i < results.Length; i++)
            if (results[i] is PublishResult.Failed or PublishResult.Unanswered) _channels.Drop(messages[i].Lane);
        return results;
    }

    /// <exception cref="BrokerBlockedException">Nothing is read of what is sent for now.</exception>
    public void ThrowIfBlocked() => broker.ThrowIfBlocked();

    private async Task<PublishResult> PublishAsync(IChannel channel, OutgoingMessage message)
    {
        var queue = _queues.Lane(message.Lane);
        using var span = JobSpans.Send(queue, message.Id, message.TraceParent, message.Body.Length);
        var parent = span?.Id ?? message.TraceParent;
        var properties = new BasicProperties
        {
            Persistent = true,
            ContentType = "application/json",
            MessageId = message.Id.ToString(),
            Headers = parent is null ? null : new Dictionary<string, object?> { ["traceparent"] = parent },
        };
        try
        {
            // No token: cancelling inside the client spoils the channel's sequence of confirms.
            await channel.BasicPublishAsync(exchange: "", queue, mandatory: true, properties, message.Body, CancellationToken.None);
            return PublishResult.Confirmed;
        }
        catch (PublishException e) when (e.IsReturn)
        {
            JobSpans.Failed(span, e);
            return PublishResult.Unroutable;
        }
        catch (Exception e) when (e is PublishException or RabbitMQClientException or ObjectDisposedException or IOException or OperationCanceledException)
        {
            JobSpans.Failed(span, e);
            return PublishResult.Failed;
        }
    }

    public ValueTask DisposeAsync() => _channels.DisposeAsync();
}
