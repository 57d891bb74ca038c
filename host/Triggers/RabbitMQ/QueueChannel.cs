using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Invocation;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pipeline.LocalHost.Triggers.RabbitMQ;

/// <summary>
/// A connection with the one channel of a queue. The client dispatches a channel's messages one by one, whatever number of consumers
/// it has, and recovers a lost connection by itself every 5 seconds.
/// </summary>
internal sealed partial class QueueChannel
{
    private readonly IConnection _connection;
    private readonly ILogger _logger;
    private readonly Lock _sync = new();
    private readonly List<string> _consumerTags = [];
    private Task? _stopped;

    private QueueChannel(QueueAddress address, IConnection connection, IChannel channel, ILogger logger)
    {
        Queue = address.Queue;
        _connection = connection;
        _logger = logger;
        Channel = channel;
        connection.ConnectionShutdownAsync += (_, args) => Log(() =>
        {
            if (_stopped is null) WriteConnectionLost(logger, Queue, args.ReplyText);
        });
        connection.RecoverySucceededAsync += (_, _) => Log(() => WriteRecovered(logger, Queue));
        channel.ChannelShutdownAsync += (_, args) => Log(() =>
        {
            if (connection.IsOpen && _stopped is null) WriteChannelClosed(logger, Queue, args.ReplyText);
        });
    }

    public string Queue { get; }

    public IChannel Channel { get; }

    public InvocationGate Gate { get; } = new();

    /// <summary>Connects and looks whether the queue is there, without declaring it.</summary>
    /// <exception cref="Exception">The broker cannot be reached, or the queue is missing.</exception>
    public static async Task<QueueChannel> OpenAsync(QueueAddress address, ILogger logger, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = address.Broker, ClientProvidedName = $"functions {address.Queue}" };
        var connection = await factory.CreateConnectionAsync(cancellationToken);
        try
        {
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclarePassiveAsync(address.Queue, cancellationToken);
            return new QueueChannel(address, connection, channel, logger);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task ConsumeAsync(AsyncEventingBasicConsumer consumer, ushort prefetchCount, CancellationToken cancellationToken)
    {
        await Channel.BasicQosAsync(prefetchSize: 0, prefetchCount, global: false, cancellationToken);
        var tag = await Channel.BasicConsumeAsync(Queue, autoAck: false, consumer, cancellationToken);
        lock (_sync) _consumerTags.Add(tag);
    }

    /// <summary>Lets what runs finish and be acknowledged; what is buffered goes back to the queue.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_sync) return _stopped ??= StopOnceAsync([.. _consumerTags], cancellationToken);
    }

    private async Task StopOnceAsync(string[] _consumerTags, CancellationToken cancellationToken)
    {
        var idle = Gate.CloseAsync();
        foreach (var tag in _consumerTags)
            if (Channel.IsOpen) await Channel.BasicCancelAsync(tag, cancellationToken: cancellationToken);
        // Whatever runs longer than the grace keeps its connection until the process ends: the client waits for a run before it closes.
        await idle.WaitAsync(cancellationToken);
        await _connection.DisposeAsync();
        WriteStopped(_logger, Queue);
    }

    private static Task Log(Action write)
    {
        write();
        return Task.CompletedTask;
    }

    [LoggerMessage(10, LogLevel.Warning, "The connection of queue '{Queue}' is gone ({Reason}).")]
    private static partial void WriteConnectionLost(ILogger logger, string queue, string reason);

    [LoggerMessage(11, LogLevel.Information, "The connection of queue '{Queue}' is back.")]
    private static partial void WriteRecovered(ILogger logger, string queue);

    [LoggerMessage(12, LogLevel.Warning, "The broker closed the channel of queue '{Queue}' ({Reason}). It stays closed until the host restarts.")]
    private static partial void WriteChannelClosed(ILogger logger, string queue, string reason);

    [LoggerMessage(13, LogLevel.Debug, "Stopped the listener of queue '{Queue}'.")]
    private static partial void WriteStopped(ILogger logger, string queue);
}
