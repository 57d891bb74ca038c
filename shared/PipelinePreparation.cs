using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.Messaging;

namespace Pipeline;

/// <summary>What must be there before a host listens: tables, queues and the blob container.</summary>
public sealed class PipelinePreparation(
    PipelineDatabase database, Topology topology, BlobStore blobs, IServiceScopeFactory scopes, IEnumerable<MigratedContext> contexts, TimeProvider time, ILogger<PipelinePreparation> logger)
{
    // An Azure Functions host waits a minute for its worker; it then starts it again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Migrates, declares the lanes and makes the container; waits up to 45 seconds for servers that are starting.</summary>
    /// <exception cref="TopologyMismatchException">A queue is there with other arguments.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await UntilItAnswersAsync("PostgreSQL", MigrateAsync, cancellationToken);
        await UntilItAnswersAsync("RabbitMQ", topology.DeclareAsync, cancellationToken);
        await UntilItAnswersAsync("The blob store", blobs.PrepareAsync, cancellationToken);
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await Migrator.MigrateAsync(database.Source, contexts.Select(c => (DbContext)scope.ServiceProvider.GetRequiredService(c.Type)), cancellationToken);
    }

    private async Task UntilItAnswersAsync(string server, Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        for (var started = time.GetTimestamp(); ;)
            try
            {
                await step(cancellationToken);
                return;
            }
            catch (Exception e) when (e is not TopologyMismatchException && time.GetElapsedTime(started) < Patience && !cancellationToken.IsCancellationRequested)
            {
                logger.LogWarning("{Server} is not ready ({Error}); trying again", server, e.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
    }
}
