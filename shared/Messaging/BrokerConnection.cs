using RabbitMQ.Client;

namespace Pipeline.Messaging;

/// <summary>The process's one connection to RabbitMQ for publishing and declaring; opened when first needed and again after it was lost.</summary>
public sealed class BrokerConnection(PipelineConnections connections) : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private IConnection? _connection;

    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">RabbitMQ is away or refuses the login.</exception>
    public async Task<IConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsOpen: true } open) return open;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true } again) return again;
            if (_connection is not null) await _connection.DisposeAsync();
            // No automatic recovery: whoever publishes opens a channel again, and knows by then what was not confirmed.
            var factory = new ConnectionFactory
            {
                Uri = connections.RabbitMq,
                AutomaticRecoveryEnabled = false,
                ClientProvidedName = "pipeline",
                RequestedHeartbeat = TimeSpan.FromSeconds(10),
            };
            return _connection = await factory.CreateConnectionAsync(cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _opening.Dispose();
    }
}
