using RabbitMQ.Client;

namespace Pipeline.Messaging;

/// <summary>The process's one connection to RabbitMQ for publishing and declaring; opened when first needed and again after it was lost.</summary>
public sealed class BrokerConnection(PipelineConnections connections) : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private IConnection? _connection;
    private TaskCompletionSource<string> _blocked = Unblocked();

    /// <summary>Ends once the broker says that it takes nothing from the open connection; its result is why.</summary>
    internal Task<string> Blocked => _blocked.Task;

    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">RabbitMQ is away or refuses the login.</exception>
    /// <exception cref="BrokerBlockedException">The connection is open, and what is sent on it is not read for now.</exception>
    public async Task<IConnection> OpenAsync(CancellationToken cancellationToken)
    {
        ThrowIfBlocked();
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
            _blocked = Unblocked();
            _connection = await factory.CreateConnectionAsync(cancellationToken);
            _connection.ConnectionBlockedAsync += (_, blocked) =>
            {
                _blocked.TrySetResult(blocked.Reason);
                return Task.CompletedTask;
            };
            _connection.ConnectionUnblockedAsync += (_, _) =>
            {
                _blocked = Unblocked();
                return Task.CompletedTask;
            };
            return _connection;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <exception cref="BrokerBlockedException">What is sent on the open connection is not read for now.</exception>
    internal void ThrowIfBlocked()
    {
        if (_connection is { IsOpen: true } && Blocked.IsCompletedSuccessfully) throw new BrokerBlockedException(Blocked.Result);
    }

    private static TaskCompletionSource<string> Unblocked() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _opening.Dispose();
    }
}
