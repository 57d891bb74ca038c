using Npgsql;

namespace WrongWay;

/// <summary>A database for one run, so that the example meets no app that runs on the same server.</summary>
internal sealed class OwnDatabase : IAsyncDisposable
{
    private readonly string _server;

    private OwnDatabase(string server, string name) =>
        (_server, Name, ConnectionString) = (server, name, new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = true }.ConnectionString);

    /// <summary>Good for queues as well.</summary>
    public string Name { get; }

    public string ConnectionString { get; }

    /// <param name="server">Where.</param>
    /// <param name="name">Lower-case letters, digits and underscores; null for one that nobody else has.</param>
    public static async Task<OwnDatabase> CreateAsync(string server, string? name)
    {
        var own = new OwnDatabase(server, name ?? $"wrong_way_{Guid.NewGuid():N}");
        await own.RunAsync($"create database {own.Name}");
        return own;
    }

    public async ValueTask DisposeAsync() => await RunAsync($"drop database {Name} with (force)");

    private async Task RunAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_server);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
