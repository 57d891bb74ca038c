using System.Text.Json;
using Pipeline.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pipeline.EndToEnd.Tests.Servers;

/// <summary>The test's own connection to RabbitMQ, for what an operator or an accident does there.</summary>
public sealed class Broker : IAsyncDisposable
{
    public const string DeadLetters = "jobs.dead";

    /// <summary>Where it is said that a flow can go on.</summary>
    public const string Flows = "jobs.flows";

    private readonly IConnection _connection;

    private Broker(IConnection connection) => _connection = connection;

    public static IReadOnlyList<string> Lanes { get; } = [.. Enumerable.Range(0, 8).Select(lane => $"jobs.{lane}")];

    public static async Task<Broker> ConnectAsync() =>
        new(await new ConnectionFactory { Uri = new(Services.RabbitMQ), ClientProvidedName = "end-to-end tests" }.CreateConnectionAsync());

    /// <summary>A message as the relay writes it.</summary>
    public static byte[] Message(Guid id, Guid[] jobs) => JsonSerializer.SerializeToUtf8Bytes(new { v = 1, id, jobs });

    /// <summary>Publishes to a queue and returns once the broker has it.</summary>
    public async Task PublishAsync(string queue, params IEnumerable<byte[]> bodies)
    {
        await using var channel = await _connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        foreach (var body in bodies)
            await channel.BasicPublishAsync(exchange: "", queue, mandatory: true, new BasicProperties { Persistent = true }, body);
    }

    public async Task DeclareAsync(string queue, string type, string deadLetterExchange)
    {
        await using var channel = await _connection.CreateChannelAsync();
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = type, ["x-dead-letter-exchange"] = deadLetterExchange };
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments);
    }

    public async Task DeleteAsync(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        await channel.QueueDeleteAsync(queue);
    }

    public async Task DeleteExchangeAsync(string exchange)
    {
        await using var channel = await _connection.CreateChannelAsync();
        await channel.ExchangeDeleteAsync(exchange);
    }

    /// <returns>How many waiting messages it threw away.</returns>
    public async Task<uint> PurgeAsync(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        return await channel.QueuePurgeAsync(queue);
    }

    /// <returns>How many messages wait; null where there is no such queue.</returns>
    public async Task<uint?> DepthAsync(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
