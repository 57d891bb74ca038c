using BenchJobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Bench.Servers;
using Pipeline.Flows;

namespace Pipeline.Bench.Peers;

/// <summary>The pipeline as a web process has it: it submits, and its relay publishes what it commits.</summary>
internal sealed class PipelineClient : IAsyncDisposable
{
    private readonly IHost _host;

    private PipelineClient(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    /// <summary>Prepares the servers and begins to publish.</summary>
    /// <param name="servers">Where they are.</param>
    /// <param name="cancellationToken">Ends the waiting for the servers.</param>
    /// <param name="settings">Settings of the pipeline in place of the environment's.</param>
    public static async Task<PipelineClient> StartAsync(BenchServers servers, CancellationToken cancellationToken, params KeyValuePair<string, string?>[] settings)
    {
        var client = Create(servers, settings);
        await client.Services.GetRequiredService<PipelinePreparation>().RunAsync(cancellationToken);
        await client._host.StartAsync(cancellationToken);
        return client;
    }

    /// <summary>One that publishes nothing by itself.</summary>
    public static PipelineClient Create(BenchServers servers, params KeyValuePair<string, string?>[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddEnvironmentVariables().AddInMemoryCollection(servers.Settings).AddInMemoryCollection(settings);
        builder.Logging.AddSimpleConsole().AddFilter(null, LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Error);
        builder.Services.AddPipeline(builder.Configuration).AddBench();
        return new(builder.Build());
    }

    /// <summary>Does something in a transaction of a scope of its own.</summary>
    public async Task<T> CommitAsync<T>(Func<BenchDb, FlowClient, Task<T>> write, CancellationToken cancellationToken)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BenchDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var result = await write(db, Services.GetRequiredService<FlowClient>());
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }

    /// <summary>The connection that a context's transaction is on.</summary>
    public static NpgsqlConnection Connection(BenchDb db) => (NpgsqlConnection)db.Database.GetDbConnection();
}
