using System.Text;
using RabbitMQ.Client;

namespace Pipeline.LocalHost.Tests.Running;

/// <summary>A queue of the real broker with a name of its own, deleted after the test.</summary>
internal sealed class TestQueue : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private TestQueue(IConnection connection, IChannel channel, string name)
    {
        _connection = connection;
        _channel = channel;
        Name = name;
    }

    public string Name { get; }

    public static async Task<TestQueue> CreateAsync(string? deadLetterQueue = null, string suffix = "")
    {
        var queue = await ReserveAsync(suffix);
        await queue.DeclareAsync(deadLetterQueue);
        return queue;
    }

    /// <summary>Makes up the name, and declares nothing.</summary>
    public static async Task<TestQueue> ReserveAsync(string suffix = "")
    {
        var connection = await new ConnectionFactory { Uri = new Uri(Services.RabbitMQ) }.CreateConnectionAsync();
        return new TestQueue(connection, await connection.CreateChannelAsync(), $"host-{Guid.NewGuid():n}{suffix}");
    }

    public Task DeclareAsync(string? deadLetterQueue = null)
    {
        var arguments = new Dictionary<string, object?>();
        if (deadLetterQueue is not null)
        {
            arguments["x-dead-letter-exchange"] = "";
            arguments["x-dead-letter-routing-key"] = deadLetterQueue;
        }
        return _channel.QueueDeclareAsync(Name, durable: true, exclusive: false, autoDelete: false, arguments);
    }

    public Task DeleteAsync() => _channel.QueueDeleteAsync(Name);

    public Task PublishAsync(string body, BasicProperties? properties = null) =>
        _channel.BasicPublishAsync("", Name, mandatory: false, properties ?? new BasicProperties(), Encoding.UTF8.GetBytes(body)).AsTask();

    public async Task PublishManyAsync(int count)
    {
        for (var i = 0; i < count; i++) await PublishAsync($"{i}");
    }

    /// <summary>Messages that no consumer was handed.</summary>
    public Task<uint> ReadyAsync() => _channel.MessageCountAsync(Name);

    public Task<uint> ConsumersAsync() => _channel.ConsumerCountAsync(Name);

    /// <summary>Takes a message and acknowledges it.</summary>
    public Task<BasicGetResult?> GetAsync() => _channel.BasicGetAsync(Name, autoAck: true);

    public Task<BasicGetResult> WaitForMessageAsync() =>
        Eventually.NotNullAsync(GetAsync, TimeSpan.FromSeconds(30), $"a message in {Name}");

    public Task WaitForReadyAsync(uint count) =>
        Eventually.TrueAsync(async () => await ReadyAsync() == count, TimeSpan.FromSeconds(30), $"{count} ready messages in {Name}");

    public async ValueTask DisposeAsync()
    {
        if (_channel.IsOpen) await DeleteAsync();
        await _connection.DisposeAsync();
    }
}
