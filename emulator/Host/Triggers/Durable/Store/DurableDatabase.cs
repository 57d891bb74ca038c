using Npgsql;
using Pipeline.Emulator.Settings;

namespace Pipeline.Emulator.Triggers.Durable.Store;

/// <summary>The database of <c>PIPELINE_POSTGRES</c>, with the engine's schema from the first use on.</summary>
internal sealed class DurableDatabase(HostSettings settings, DurableHub hub) : IAsyncDisposable
{
    private const string Setting = "PIPELINE_POSTGRES";
    private const int MaxConnections = 10;
    private const int MaxPrepared = 20;

    private readonly Lazy<NpgsqlDataSource> _source = new(() => Connect(settings, hub.Name));
    private readonly SemaphoreSlim _creating = new(1, 1);
    private bool _created;

    /// <exception cref="InvalidOperationException">The setting is missing or no connection string, or the hub's name is none.</exception>
    public void Require() => _ = _source.Value;

    /// <summary>The data source, once the schema is there.</summary>
    /// <exception cref="NpgsqlException">The database is out of reach, or refuses.</exception>
    public async Task<NpgsqlDataSource> OpenAsync(CancellationToken cancellationToken)
    {
        if (_created) return _source.Value;
        await _creating.WaitAsync(cancellationToken);
        try
        {
            if (!_created)
            {
                await using var command = _source.Value.CreateCommand(DurableSchema.Create);
                await command.ExecuteNonQueryAsync(cancellationToken);
                _created = true;
            }
        }
        finally
        {
            _creating.Release();
        }
        return _source.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (_source.IsValueCreated) await _source.Value.DisposeAsync();
        _creating.Dispose();
    }

    private static NpgsqlDataSource Connect(HostSettings settings, string hub)
    {
        if (settings.Connection(Setting) is not { Length: > 0 } connection)
            throw new InvalidOperationException(
                $"The setting '{Setting}' is missing or empty; it must hold an Npgsql connection string. Durable functions keep their state there.");
        try
        {
            return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection)
            {
                ApplicationName = $"emulator {hub}",
                // What the engine writes is its own, whatever transaction the caller is in.
                Enlist = false,
                MaxPoolSize = MaxConnections,
                // Nothing here changes a session, so there is nothing to reset.
                NoResetOnClose = true,
                MaxAutoPrepare = MaxPrepared,
            });
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"The setting '{Setting}' is no Npgsql connection string.", e);
        }
    }
}
