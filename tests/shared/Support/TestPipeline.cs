using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Database;
using Pipeline.Messaging;
using Pipeline.Outbox;
using Pipeline.Recovery;
using Pipeline.Running;
using Pipeline.Tests.Recurring;
using Pipeline.Tests.Support;
using Pipeline.Workers;
using RabbitMQ.Client;

namespace Pipeline.Tests;

/// <summary>A pipeline on a database and queues of its own, whose loops do not run: the test moves it step by step.</summary>
internal sealed class TestPipeline : IAsyncDisposable
{
    private readonly string _database = "t" + Guid.NewGuid().ToString("N");
    private readonly ServiceProvider _services;
    private readonly LaneQueues _queues;

    private TestPipeline(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([
            new("PIPELINE_POSTGRES", new NpgsqlConnectionStringBuilder(Tests.Support.Services.Postgres) { Database = _database, Pooling = true, MaxPoolSize = 40 }.ConnectionString),
            new("PIPELINE_RABBITMQ", Tests.Support.Services.RabbitMQ),
            new("PIPELINE_BLOBS", Tests.Support.Services.Blobs),
            new("Pipeline:QueuePrefix", _database),
            new("Pipeline:QueueType", "classic"),
            new("Pipeline:Lanes", "2"),
            new("Pipeline:HeartbeatInterval", "00:00:00.100"),
            new("Pipeline:StaleAfter", "00:00:00.500"),
            new("Pipeline:LostAfter", "00:00:00.100")]).AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Log));
        services.AddSingleton(Script);
        services.AddPipeline(configuration).AddWorker().AddJob<StepHandler>().AddJob<IoStepHandler>().AddJob<QuickStepHandler>().AddJob<BatchStepHandler>().AddJob<LimitedStepHandler>().AddJob<PickyStepHandler>().AddJob<HourlyHandler>().AddJob<LateHandler>().AddJob<EffectSweep>().AddDbContext<ShopDb>();
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        _queues = LaneQueues.Of(Get<PipelineOptions>());
    }

    public Script Script { get; } = new();

    public RecordedLog Log { get; } = new();

    public NpgsqlDataSource Database => Get<PipelineDatabase>().Source;

    public LaneQueues Queues => _queues;

    public static async Task<TestPipeline> StartAsync(params IEnumerable<(string Name, string Value)> settings)
    {
        var pipeline = new TestPipeline(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)));
        await using (var admin = NpgsqlDataSource.Create(Tests.Support.Services.Postgres))
        await using (var create = admin.CreateCommand($"create database {pipeline._database}"))
            await create.ExecuteNonQueryAsync();
        await pipeline.Get<PipelinePreparation>().RunAsync();
        await pipeline.Get<WorkerPresence>().BeatAsync(CancellationToken.None);
        return pipeline;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Runs in a context of its own, as a web request would.</summary>
    public async Task<T> WithDbAsync<T>(Func<ShopDb, Task<T>> work)
    {
        await using var scope = _services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<ShopDb>());
    }

    public Task WithDbAsync(Func<ShopDb, Task> work) => WithDbAsync(async db => { await work(db); return 0; });

    public async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Get<PipelineDatabase>().Command(sql, values);
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException("no row: " + sql));
    }

    public async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Get<PipelineDatabase>().Command(sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    public Task<string> StatusAsync(Guid job) => ScalarAsync<string>("select status::text from pipeline.job where id = $1", job);

    public Task<long> CountAsync(string table) => ScalarAsync<long>($"select count(*) from {table}");

    /// <summary>Publishes what is due.</summary>
    public Task<int> PublishAsync() => Get<OutboxRelay>().PublishDueAsync(CancellationToken.None);

    /// <summary>Takes a message from a lane without acking it first, as the host does.</summary>
    public async Task<(int Lane, byte[] Body)?> TakeAsync()
    {
        var connection = await Get<BrokerConnection>().OpenAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        for (var lane = 0; lane < _queues.Count; lane++)
            if (await channel.BasicGetAsync(_queues.Lane(lane), autoAck: true) is { } message)
                return (lane, message.Body.ToArray());
        return null;
    }

    public Task ProcessAsync((int Lane, byte[] Body) message) => Get<JobProcessor>().ProcessAsync(message.Lane, message.Body, CancellationToken.None);

    /// <summary>Publishes and processes until nothing is due; what is due later stays.</summary>
    public async Task RunAsync()
    {
        while (await PublishAsync() > 0)
            while (await TakeAsync() is { } message)
                await ProcessAsync(message);
    }

    /// <summary>Makes every waiting row due.</summary>
    public Task<int> SkipDelaysAsync() => ExecuteAsync("update pipeline.outbox set due_at = now() where published_at is null");

    /// <summary>Another worker took the message's row and died: its heartbeat is an hour old.</summary>
    public async Task LoseWorkerAsync()
    {
        var dead = Guid.NewGuid();
        await ExecuteAsync("insert into pipeline.worker (id, host, heartbeat_at) values ($1, 'dead', now() - interval '1 hour')", dead);
        await ExecuteAsync("update pipeline.outbox set token = gen_random_uuid(), owner = $1, claimed_at = now(), alone = lone, published_at = coalesce(published_at, now())", dead);
    }

    /// <summary>Sweeps once, as soon as this process's own heartbeat is steady.</summary>
    public async Task<int> RecoverWorkersAsync()
    {
        var worker = Get<WorkerPresence>();
        await Eventually.TrueAsync(async () => { await worker.BeatAsync(CancellationToken.None); return worker.CanJudge; }, TimeSpan.FromSeconds(10), "a steady heartbeat");
        return await Get<WorkerRecovery>().RunAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        var connection = await Get<BrokerConnection>().OpenAsync(CancellationToken.None);
        await using (var channel = await connection.CreateChannelAsync())
        {
            foreach (var queue in _queues.All.Append(_queues.DeadLetterQueue))
                await channel.QueueDeleteAsync(queue);
            await channel.ExchangeDeleteAsync(_queues.DeadLetterExchange);
        }
        await _services.DisposeAsync();
        await using var admin = NpgsqlDataSource.Create(Tests.Support.Services.Postgres);
        await using var drop = admin.CreateCommand($"drop database {_database} with (force)");
        await drop.ExecuteNonQueryAsync();
    }
}
