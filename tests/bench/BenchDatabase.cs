using Npgsql;
using Pipeline.Bench.Peers;
using Pipeline.Bench.Servers;
using Pipeline.Tests.Support;

namespace Pipeline.Bench.Tests;

/// <summary>A database as the bench makes it, on the tests' own server.</summary>
public sealed class BenchDatabase : IAsyncLifetime
{
    internal BenchServers Servers { get; private set; } = null!;

    internal NpgsqlDataSource Source { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Services.Missing() is not null) return;
        Servers = BenchServers.FromEnvironment();
        await Servers.CreateDatabaseAsync(CancellationToken.None);
        Source = NpgsqlDataSource.Create(Servers.Postgres);
        await using var client = await PipelineClient.StartAsync(Servers, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (Source is not null) await Source.DisposeAsync();
    }
}
