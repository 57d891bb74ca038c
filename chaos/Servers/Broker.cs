using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pipeline.Chaos.Servers;

/// <summary>A connection to RabbitMQ for what an operator or an accident does there; one for each fault.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly IConnection _connection;

    private Broker(IConnection connection) => _connection = connection;

    public static async Task<Broker> ConnectAsync(CancellationToken cancellationToken) => new(await new ConnectionFactory
    {
        Uri = new(Environment.GetEnvironmentVariable("PIPELINE_RABBITMQ")!),
        ClientProvidedName = "chaos",
        AutomaticRecoveryEnabled = false,
    }.CreateConnectionAsync(cancellationToken));

    /// <returns>How many waiting messages are gone.</returns>
    public async Task<uint> PurgeAsync(string queue, CancellationToken cancellationToken)
    {
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        return await channel.QueuePurgeAsync(queue, cancellationToken);
    }

    /// <returns>How many waiting messages are gone with it.</returns>
    public async Task<uint> DeleteAsync(string queue, CancellationToken cancellationToken)
    {
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        return await channel.QueueDeleteAsync(queue, cancellationToken: cancellationToken);
    }

    /// <returns>How many messages are ready to be delivered, and how many consumers take them; null: there is no such queue.</returns>
    public async Task<QueueDeclareOk?> StateAsync(string queue, CancellationToken cancellationToken)
    {
        // A channel each: the broker closes it where the queue is missing.
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }

    /// <summary>Looks at the first messages of a queue, which go back.</summary>
    public async Task<IReadOnlyList<byte[]>> PeekAsync(string queue, int most, CancellationToken cancellationToken)
    {
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var bodies = new List<byte[]>();
        try
        {
            while (bodies.Count < most && await channel.BasicGetAsync(queue, autoAck: false, cancellationToken) is { } message)
                bodies.Add(message.Body.ToArray());
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            // Another fault has deleted it.
            return bodies;
        }
        // What was not acknowledged goes back with the channel.
        return bodies;
    }

    /// <summary>Publishes; what finds no queue is dropped.</summary>
    public async Task PublishAsync(string queue, byte[] body, CancellationToken cancellationToken)
    {
        await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.BasicPublishAsync(exchange: "", queue, mandatory: false, new BasicProperties { Persistent = true }, body, cancellationToken);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
