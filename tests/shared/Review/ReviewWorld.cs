using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;
using Pipeline.Database;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Pipeline.Running;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Review;

/// <summary>A process of the pipeline over a database and queues of its own; its background loops do not run unless a test starts them.</summary>
internal sealed class ReviewWorld : IAsyncDisposable
{
    private readonly string _name;
    private readonly ServiceProvider _services;
    private readonly NpgsqlDataSource _sql;

    private ReviewWorld(string name, ServiceProvider services, NpgsqlDataSource sql) => (_name, _services, _sql) = (name, services, sql);

    public string Prefix => _name;

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public ReviewScript Script => Get<ReviewScript>();

    /// <param name="connection">Changes how the pipeline reaches the database, as through a proxy.</param>
    public static async Task<ReviewWorld> StartAsync(
        Dictionary<string, string>? settings = null, Action<NpgsqlConnectionStringBuilder>? connection = null, Action<NpgsqlDbContextOptionsBuilder>? npgsql = null)
    {
        var name = "review_" + Guid.NewGuid().ToString("N")[..12];
        await AdminAsync($"create database {name}");
        var direct = new NpgsqlConnectionStringBuilder(Services.Postgres) { Database = name };
        var sql = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Pooling = false });
        var pipeline = new NpgsqlConnectionStringBuilder(direct.ConnectionString);
        connection?.Invoke(pipeline);

        var values = new Dictionary<string, string?>
        {
            ["PIPELINE_POSTGRES"] = pipeline.ConnectionString, ["PIPELINE_RABBITMQ"] = Services.RabbitMQ, ["PIPELINE_BLOBS"] = Services.Blobs,
            ["Pipeline:QueuePrefix"] = name, ["Pipeline:QueueType"] = "classic",
        };
        foreach (var (key, value) in settings ?? []) values["Pipeline:" + key] = value;
        var services = new ServiceCollection().AddLogging();
        services.AddPipeline(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).AddWorker().AddDbContext<ReviewDb>(npgsql);
        services.AddSingleton(new JobCatalog([typeof(ReviewDatabaseHandler), typeof(ReviewIoHandler)]));
        services.AddTransient<ReviewDatabaseHandler>().AddTransient<ReviewIoHandler>().AddSingleton<ReviewScript>();
        var world = new ReviewWorld(name, services.BuildServiceProvider(), sql);
        await using (var own = NpgsqlDataSource.Create(direct.ConnectionString))
        {
            var options = new DbContextOptionsBuilder<PipelineDb>().UseNpgsql(own, o => o.MigrationsHistoryTable("migration", "pipeline")).Options;
            await using var db = new PipelineDb(options);
            await Migrator.MigrateAsync(own, [db], CancellationToken.None);
        }
        await world.SqlAsync("create table review_note (id text primary key)");
        return world;
    }

    /// <summary>Jobs in one published message, written as an enqueue and a relay leave them.</summary>
    public async Task<Guid> PutAsync(string type, int jobs, bool lone = false)
    {
        var message = Guid.CreateVersion7();
        await SqlAsync($"""
            with made as (insert into pipeline.job (id, type, version, args, message_id)
                select gen_random_uuid(), '{type}', 1, '{"{}"}', '{message}' from generate_series(1, {jobs}) returning id)
            insert into pipeline.outbox (id, type, version, jobs, lone, lane, published_at)
            select '{message}', '{type}', 1, array_agg(id), {lone}, 0, now() from made
            """);
        return message;
    }

    /// <summary>What the host does with a delivered copy of the message.</summary>
    public Task DeliverAsync(Guid message, bool lone = false, CancellationToken stopping = default) =>
        Task.Run(() => Get<JobProcessor>().ProcessAsync(0, new JobMessage(message, [Guid.NewGuid()], lone).ToBytes(), stopping), CancellationToken.None);

    public async Task SqlAsync(string sql)
    {
        await using var command = _sql.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> SqlAsync<T>(string sql)
    {
        await using var command = _sql.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask<NpgsqlConnection> ConnectAsync() => _sql.OpenConnectionAsync();

    public Task<long> CountAsync(string status) => SqlAsync<long>($"select count(*) from pipeline.job where status = '{status}'");

    public async ValueTask DisposeAsync()
    {
        await DeleteQueuesAsync();
        await _services.DisposeAsync();
        await _sql.DisposeAsync();
        await AdminAsync($"drop database {_name} with (force)");
    }

    private async Task DeleteQueuesAsync()
    {
        var connection = await Get<BrokerConnection>().OpenAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        foreach (var queue in Enumerable.Range(0, 8).Select(lane => $"{_name}.{lane}").Append(_name + ".dead"))
            await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false);
        await channel.ExchangeDeleteAsync(_name + ".dlx");
    }

    private static async Task AdminAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Services.Postgres);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
