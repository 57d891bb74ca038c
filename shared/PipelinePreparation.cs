using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Pipeline.Outbox;
using Pipeline.Recurring;

namespace Pipeline;

/// <summary>What must be there before a host listens: tables, queues and the blob container.</summary>
public sealed class PipelinePreparation
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly PipelineDatabase _database;
    private readonly Topology _topology;
    private readonly BlobStore _blobs;
    private readonly RateLimitTable _limits;
    private readonly JobCatalog _catalog;
    private readonly RecurringTable _recurring;
    private readonly IServiceScopeFactory _scopes;
    private readonly IEnumerable<MigratedContext> _contexts;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PipelinePreparation> _logger;

    internal PipelinePreparation(
        PipelineDatabase database, Topology topology, BlobStore blobs, RateLimitTable limits, JobCatalog catalog, RecurringTable recurring,
        IServiceScopeFactory scopes, IEnumerable<MigratedContext> contexts, PipelineOptions options, TimeProvider time, ILogger<PipelinePreparation> logger) =>
        (_database, _topology, _blobs, _limits, _catalog, _recurring, _scopes, _contexts, _options, _time, _logger) =
        (database, topology, blobs, limits, catalog, recurring, scopes, contexts, options, time, logger);

    /// <summary>Migrates, declares recurring jobs and the lanes and makes the container; waits for servers that are starting, as <see cref="PipelineOptions.StartPatience"/> says.</summary>
    /// <exception cref="TopologyMismatchException">A queue is there with other arguments.</exception>
    /// <exception cref="PipelineStartException">A server refuses the login, or did not become ready in that time.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await MigrateAsync(cancellationToken);
        await UntilItAnswersAsync("PostgreSQL", ServerFault.Postgres, DeclareAsync, cancellationToken);
        await UntilItAnswersAsync("RabbitMQ", ServerFault.RabbitMq, _topology.DeclareAsync, cancellationToken);
        await UntilItAnswersAsync("The blob store", ServerFault.Blobs, _blobs.PrepareAsync, cancellationToken);
    }

    /// <summary>
    /// The tables only, for a release that migrates before its code runs: what the code declares beside them, such as schedules, would be those of the code to come.
    /// </summary>
    public Task MigrateAsync(CancellationToken cancellationToken = default) => UntilItAnswersAsync("PostgreSQL", ServerFault.Postgres, MigrateOnceAsync, cancellationToken);

    private async Task MigrateOnceAsync(CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        await Migrator.MigrateAsync(_database.Source, _contexts.Select(c => (DbContext)scope.ServiceProvider.GetRequiredService(c.Type)), cancellationToken);
    }

    private async Task DeclareAsync(CancellationToken cancellationToken)
    {
        await _limits.DeclareAsync(_catalog, cancellationToken);
        await _recurring.DeclareAsync(cancellationToken);
    }

    /// <summary>The queues only.</summary>
    public Task DeclareQueuesAsync(CancellationToken cancellationToken = default) =>
        UntilItAnswersAsync("RabbitMQ", ServerFault.RabbitMq, _topology.DeclareAsync, cancellationToken);

    private async Task UntilItAnswersAsync(string server, string setting, Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        for (var started = _time.GetTimestamp(); ;)
            try
            {
                await step(cancellationToken);
                return;
            }
            catch (Exception e) when (e is not (TopologyMismatchException or PipelineConfigurationException) && !cancellationToken.IsCancellationRequested)
            {
                var fault = ServerFault.Of(e, setting);
                if (fault.IsFinal || _time.GetElapsedTime(started) >= _options.StartPatience)
                    throw new PipelineStartException($"{server} is not ready: {fault.Kind} ({ServerFault.Text(e)}). Please {fault.Advice}.", e);
                _logger.LogWarning("{Server} is not ready: {Fault} ({Error}); trying again", server, fault.Kind, ServerFault.Text(e));
                await Task.Delay(Pause, _time, cancellationToken);
            }
    }
}
