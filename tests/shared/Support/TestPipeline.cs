using Azure.Storage.Blobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Pipeline.Outbox;
using Pipeline.Recovery;
using Pipeline.Recurring;
using Pipeline.Running;
using Pipeline.Tests.Recurring;
using Pipeline.Tests.Support;
using Pipeline.Workers;
using RabbitMQ.Client;

namespace Pipeline.Tests;

/// <summary>A pipeline on a database and queues of its own, whose loops do not run: the test moves it step by step.</summary>
internal sealed class TestPipeline : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly bool _isGuest;

    private TestPipeline(TestDatabase database, TestSetup setup, IEnumerable<KeyValuePair<string, string?>> settings, TestPipeline? beside = null)
    {
        (Database, _time, _isGuest, Script) = (database, setup.Time, beside is not null, beside?.Script ?? new());
        var connection = TestServer.To(database.Name);
        setup.Connection?.Invoke(connection);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([
            new("PIPELINE_POSTGRES", connection.ConnectionString),
            new("PIPELINE_RABBITMQ", Tests.Support.Services.RabbitMQ),
            new("PIPELINE_BLOBS", Tests.Support.Services.Blobs),
            new("Pipeline:QueuePrefix", database.Name),
            new("Pipeline:QueueType", "classic"),
            new("Pipeline:Lanes", "2"),
            new("Pipeline:BlobContainer", database.Name),
            new("Pipeline:HeartbeatInterval", "00:00:00.100"),
            new("Pipeline:StaleAfter", "00:00:00.500"),
            new("Pipeline:LostAfter", "00:00:00.100")]).AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Log));
        services.AddSingleton(Script).AddSingleton(setup.Time);
        var builder = services.AddPipeline(configuration).AddWorker().AddDbContext<ShopDb>(setup.Npgsql)
            .AddJob<StepHandler>().AddJob<IoStepHandler>().AddJob<BatchStepHandler>().AddJob<LimitedStepHandler>().AddJob<PickyStepHandler>().AddJob<HastyStepHandler>()
            .AddJob<HourlyHandler>().AddJob<LateHandler>().AddJob<EffectSweep>();
        setup.Configure?.Invoke(builder);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    public TestDatabase Database { get; }

    public Script Script { get; }

    public RecordedLog Log { get; } = new();

    public LaneQueues Queues => LaneQueues.Of(Get<PipelineOptions>());

    public static Task<TestPipeline> StartAsync(params IEnumerable<(string Name, string Value)> settings) => StartAsync(new TestSetup(), settings);

    /// <summary>Where its blobs are, as a client of the store sees it.</summary>
    public BlobContainerClient Container => new(Tests.Support.Services.Blobs, Database.Name);

    public static async Task<TestPipeline> StartAsync(TestSetup setup, params IEnumerable<(string Name, string Value)> settings)
    {
        var database = new TestDatabase();
        var pipeline = new TestPipeline(database, setup, settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)));
        await database.CreateAsync();
        await pipeline.Get<Topology>().DeclareAsync(CancellationToken.None);
        await pipeline.Get<RateLimitTable>().DeclareAsync(pipeline.Get<JobCatalog>(), CancellationToken.None);
        await pipeline.Get<RecurringTable>().DeclareAsync(CancellationToken.None);
        await pipeline.BeatAsync();
        return pipeline;
    }

    /// <summary>Another process on the same database and queues, with the same script.</summary>
    public static async Task<TestPipeline> BesideAsync(TestPipeline other, TestSetup setup, params IEnumerable<(string Name, string Value)> settings)
    {
        var pipeline = new TestPipeline(other.Database, setup, settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)), other);
        await pipeline.BeatAsync();
        return pipeline;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A loop of the process, which does not run by itself here.</summary>
    public T Make<T>() => ActivatorUtilities.CreateInstance<T>(_services);

    /// <summary>Runs in a context of its own, as a web request would.</summary>
    public async Task<T> WithDbAsync<T>(Func<ShopDb, Task<T>> work)
    {
        await using var scope = _services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<ShopDb>());
    }

    public Task WithDbAsync(Func<ShopDb, Task> work) => WithDbAsync(async db => { await work(db); return 0; });

    /// <summary>A job in the mode that has this name.</summary>
    public Task<Guid> EnqueueAsync(string text, string mode = nameof(Step)) => WithDbAsync(async db =>
    {
        var id = mode == nameof(Step) ? db.Enqueue(new Step(text)) : db.Enqueue(new IoStep(text));
        await db.SaveChangesAsync();
        return id;
    });

    /// <summary>Jobs in one transaction, called 0, 1, …: a thirty-second part of them a message, up to 50.</summary>
    public Task EnqueueManyAsync(int count, string mode = nameof(Step)) => WithDbAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (mode == nameof(Step)) await db.EnqueueManyAsync(Enumerable.Range(0, count).Select(i => new Step($"{i}")));
        else await db.EnqueueManyAsync(Enumerable.Range(0, count).Select(i => new IoStep($"{i}")));
        await transaction.CommitAsync();
    });

    public Task<T> ScalarAsync<T>(string sql, params object[] values) => Database.ScalarAsync<T>(sql, values);

    public Task<int> ExecuteAsync(string sql, params object[] values) => Database.ExecuteAsync(sql, values);

    public Task<string> StatusAsync(Guid job) => ScalarAsync<string>("select status::text from pipeline.job where id = $1", job);

    public Task<long> CountAsync(string table) => ScalarAsync<long>($"select count(*) from {table}");

    /// <summary>How many jobs have succeeded, without a failed attempt.</summary>
    public Task<long> CleanlySucceededAsync() => CountAsync("pipeline.job where status = 'succeeded' and attempt = 0");

    /// <summary>What went wrong with the one job that something went wrong with.</summary>
    public Task<string> ErrorAsync() => ScalarAsync<string>("select error from pipeline.job where error is not null");

    /// <summary>Publishes what is due.</summary>
    public Task<int> PublishAsync() => Get<OutboxRelay>().PublishDueAsync(CancellationToken.None);

    /// <summary>Takes a message from a lane, as the host does; null when all are empty.</summary>
    public async Task<(int Lane, byte[] Body)?> TakeAsync() => await WithChannelAsync(async channel =>
    {
        foreach (var lane in Queues.Lanes)
            if (await channel.BasicGetAsync(Queues.Lane(lane), autoAck: true) is { } message)
                return (lane, message.Body.ToArray());
        return ((int, byte[])?)null;
    });

    /// <summary>Publishes what is due and takes one message.</summary>
    public async Task<(int Lane, byte[] Body)> PublishAndTakeAsync()
    {
        await PublishAsync();
        return await TakeAsync() ?? throw new InvalidOperationException("No message was due.");
    }

    /// <summary>On a thread of the pool, as a handler may block; returns once its flows were looked at as well.</summary>
    public async Task ProcessAsync((int Lane, byte[] Body) message)
    {
        await Task.Run(() => Get<JobProcessor>().ProcessAsync(message.Lane, message.Body, CancellationToken.None));
        await Get<FlowFollowUp>().RunAsync([]);
    }

    /// <summary>Publishes and processes until nothing is due; what is due later stays.</summary>
    public async Task RunAsync()
    {
        while (await PublishAsync() > 0)
            while (await TakeAsync() is { } message)
                await ProcessAsync(message);
    }

    /// <summary>Publishes what is due and processes all of it side by side, as lanes do.</summary>
    public async Task RunSideBySideAsync()
    {
        var processing = new List<Task>();
        while (await PublishAsync() > 0)
            while (await TakeAsync() is { } message)
                processing.Add(ProcessAsync(message));
        await Task.WhenAll(processing);
    }

    /// <summary>Makes what waits due and runs it, until every job has an end.</summary>
    /// <param name="rounds">How often a job may come back.</param>
    public async Task RunToTheEndAsync(int rounds)
    {
        for (var round = 0; round < rounds && await CountAsync("pipeline.job where status = 'queued'") > 0; round++)
        {
            await SkipDelaysAsync();
            await RunAsync();
        }
    }

    /// <summary>Starts a flow in a transaction of its own.</summary>
    public Task<FlowStarted> StartAsync(Flow flow) => WithDbAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var started = await Get<FlowClient>().StartAsync(db, flow);
        await transaction.CommitAsync();
        return started;
    });

    /// <summary>Runs jobs and drives flows until nothing is due, delays left out.</summary>
    public async Task RunFlowsAsync()
    {
        do await RunAsync();
        while (await DriveWokenAsync() + await SkipDelaysAsync() > 0);
    }

    /// <summary>Drives the flows that the queue of flows names, as their orchestrations do.</summary>
    /// <returns>How many.</returns>
    public async Task<int> DriveWokenAsync()
    {
        var flows = await WithChannelAsync(async channel =>
        {
            var bodies = new List<byte[]>();
            while (await channel.BasicGetAsync(Queues.Lane(LaneQueues.Flows), autoAck: true) is { } message)
                bodies.Add(message.Body.ToArray());
            return bodies;
        });
        foreach (var body in flows)
            if (await Get<FlowWakeMessages>().ReadAsync(body, CancellationToken.None) is { } flow)
                await Get<FlowDriver>().DriveAsync(flow, CancellationToken.None);
        return flows.Count;
    }

    /// <summary>One round of the sweep over flows.</summary>
    public Task<int> SweepFlowsAsync() => Get<FlowRecovery>().RunAsync(CancellationToken.None);

    public async Task<FlowProgress> ProgressAsync(Guid flow) => (await Get<FlowTable>().FindAsync(flow, CancellationToken.None))!;

    public async Task<T> WithChannelAsync<T>(Func<IChannel, Task<T>> work)
    {
        var connection = await Get<BrokerConnection>().OpenAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        return await work(channel);
    }

    /// <summary>Deletes a lane's queue with all that is in it.</summary>
    public Task DeleteLaneAsync(int lane) => WithChannelAsync(channel => channel.QueueDeleteAsync(Queues.Lane(lane), ifUnused: false, ifEmpty: false));

    /// <summary>Makes every waiting row due.</summary>
    public Task<int> SkipDelaysAsync() => ExecuteAsync("update pipeline.outbox set due_at = now() where published_at is null and due_at < 'infinity'");

    /// <summary>Another worker took the message's row and died: its heartbeat is an hour old.</summary>
    public async Task LoseWorkerAsync()
    {
        var dead = Guid.NewGuid();
        await ExecuteAsync("insert into pipeline.worker (id, host, heartbeat_at) values ($1, 'dead', now() - interval '1 hour')", dead);
        await ExecuteAsync(
            "update pipeline.outbox set token = gen_random_uuid(), owner = $1, claimed_at = now(), alone = lone, published_at = coalesce(published_at, now())", dead);
    }

    /// <summary>Beats until this process's own heartbeat is steady enough to call others dead.</summary>
    public Task BeatUntilSteadyAsync() => Eventually.TrueAsync(
        async () =>
        {
            (_time as ManualTime)?.Advance(Get<PipelineOptions>().HeartbeatInterval);
            await BeatAsync();
            return Get<WorkerPresence>().CanJudge;
        },
        TimeSpan.FromSeconds(60),
        "a steady heartbeat");

    /// <summary>One heartbeat. With ages as short as here it may take a second, which a busy machine exceeds at times; the process would try again too.</summary>
    private Task BeatAsync() => Eventually.DoneAsync<NpgsqlException>(
        () => Get<WorkerPresence>().BeatAsync(CancellationToken.None), TimeSpan.FromSeconds(60), "a heartbeat");

    /// <summary>Sweeps once, with a steady heartbeat.</summary>
    public async Task<int> RecoverWorkersAsync()
    {
        while (true)
        {
            await BeatUntilSteadyAsync();
            var recovered = await Get<WorkerRecovery>().RunAsync(CancellationToken.None);
            // A busy machine may have taken so long in between that the beat was stale.
            if (recovered > 0 || Get<WorkerPresence>().CanJudge) return recovered;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isGuest)
        {
            await _services.DisposeAsync();
            return;
        }
        await WithChannelAsync(async channel =>
        {
            foreach (var queue in Queues.All.Append(Queues.DeadLetterQueue))
                await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false);
            await channel.ExchangeDeleteAsync(Queues.DeadLetterExchange);
            return 0;
        });
        await Container.DeleteIfExistsAsync();
        await _services.DisposeAsync();
        await Database.DisposeAsync();
    }
}
