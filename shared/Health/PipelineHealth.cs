using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.Messaging;

namespace Pipeline.Health;

/// <summary>Whether broker, database and blobs answer, and how quickly; and whether every lane has a consumer.</summary>
public sealed class PipelineHealth(PipelineDatabase database, BrokerConnection broker, Topology topology, BlobStore blobs, PipelineOptions options, ILogger<PipelineHealth> logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Asks all three at once; each has five seconds.</summary>
    public async Task<IReadOnlyDictionary<string, ServerHealth>> CheckAsync(CancellationToken cancellationToken)
    {
        var database = CheckAsync(PingDatabaseAsync, ServerFault.Postgres, cancellationToken);
        var broker = CheckAsync(PingBrokerAsync, ServerFault.RabbitMq, cancellationToken);
        var store = CheckAsync(blobs.CheckAsync, ServerFault.Blobs, cancellationToken);
        return new Dictionary<string, ServerHealth> { ["database"] = await database, ["broker"] = await broker, ["blobs"] = await store };
    }

    /// <summary>The queues with what waits in them and who takes it; empty where the broker does not answer.</summary>
    public async Task<IReadOnlyDictionary<string, LaneHealth>> LanesAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var queues = LaneQueues.Of(options);
            var states = await topology.QueuesAsync(limit.Token);
            var anyServed = states.Values.Any(q => q is { Consumers: > 0 });
            return states.ToDictionary(
                q => queues.Lane(q.Key),
                q => new LaneHealth(q.Value?.Messages, q.Value?.Consumers ?? 0, Kind(q.Key)) { IsForsaken = anyServed && q.Value is { Consumers: 0 } });
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning("The broker does not say how its queues are: {Error}", e.GetType().Name);
            return new Dictionary<string, LaneHealth>();
        }
    }

    private static LaneKind Kind(int lane) => lane switch
    {
        LaneQueues.Urgent => LaneKind.Urgent,
        LaneQueues.Flows => LaneKind.Flows,
        LaneQueues.Dead => LaneKind.Dead,
        _ => LaneKind.Jobs,
    };

    private async Task PingDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("select 1");
        await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task PingBrokerAsync(CancellationToken cancellationToken)
    {
        var connection = await broker.OpenAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
    }

    private static async Task<ServerHealth> CheckAsync(Func<CancellationToken, Task> ping, string setting, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await ping(limit.Token).WaitAsync(limit.Token);
            return new(true, Stopwatch.GetElapsedTime(started).TotalMilliseconds, null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The kind of error only: its text may name hosts or logins.
            var error = e is OperationCanceledException ? $"no answer in {Limit.TotalSeconds} s" : ServerFault.Of(e, setting).Kind;
            return new(false, Stopwatch.GetElapsedTime(started).TotalMilliseconds, error);
        }
    }
}
