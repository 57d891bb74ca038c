using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.Tests.Support;

namespace Voters.Tests.Import;

/// <summary>The sample's services on a database and a container of their own, without a worker that runs.</summary>
internal sealed class VoterWorld : IAsyncDisposable
{
    private readonly string _name = "t" + Guid.NewGuid().ToString("N");
    private readonly ServiceProvider _services;

    private VoterWorld(Action<NpgsqlConnectionStringBuilder>? connection)
    {
        var postgres = new NpgsqlConnectionStringBuilder(Services.Postgres) { Database = _name };
        Direct = NpgsqlDataSource.Create(postgres.ConnectionString);
        connection?.Invoke(postgres);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([
            new("PIPELINE_POSTGRES", postgres.ConnectionString),
            new("PIPELINE_RABBITMQ", Services.RabbitMQ),
            new("PIPELINE_BLOBS", Services.Blobs),
            new("Pipeline:BlobContainer", _name)]).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddPipeline(configuration).AddWorker().AddVoters();
        _services = services.BuildServiceProvider();
    }

    /// <summary>Connections past whatever lies between the pipeline and its database.</summary>
    public NpgsqlDataSource Direct { get; }

    public static async Task<VoterWorld> StartAsync(Action<NpgsqlConnectionStringBuilder>? connection = null)
    {
        var world = new VoterWorld(connection);
        await AdminAsync($"create database {world._name}");
        await using var scope = world._services.CreateAsyncScope();
        await Migrator.MigrateAsync(
            world.Direct, [scope.ServiceProvider.GetRequiredService<PipelineDb>(), scope.ServiceProvider.GetRequiredService<VotersDb>()],
            CancellationToken.None);
        await world.Get<BlobStore>().PrepareAsync(CancellationToken.None);
        return world;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async Task<T> WithScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = _services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = Direct.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string table)
    {
        await using var command = Direct.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task<int> BlobsAsync() => (await Get<BlobStore>().ListAsync("imports/", null, 100, CancellationToken.None)).Blobs.Count;

    public async ValueTask DisposeAsync()
    {
        await new Azure.Storage.Blobs.BlobContainerClient(Services.Blobs, _name).DeleteIfExistsAsync();
        await _services.DisposeAsync();
        await Direct.DisposeAsync();
        await AdminAsync($"drop database {_name} with (force)");
    }

    private static async Task AdminAsync(string sql)
    {
        await using var admin = NpgsqlDataSource.Create(Services.Postgres);
        await using var command = admin.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
