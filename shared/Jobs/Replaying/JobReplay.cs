using Npgsql;
using Pipeline.Database;
using Pipeline.Outbox;

namespace Pipeline.Jobs;

/// <summary>
/// Runs dead jobs again. A job stays what it is, with a new generation and all of its attempts; its flow has done without it and does not wait.
/// </summary>
public sealed class JobReplay
{
    // Blobs of jobs that ended are deleted after a while. An expiry was for the first generation: whoever replays a job wants it to run.
    private const string FindSql = """
        select type, version, status = 'dead', args_blob is not null and coalesce(finished_at, created_at) < now() - $2, generation from pipeline.job where id = $1 for update
        """;

    // The message belongs to no flow, so that it keeps none open.
    private const string AgainSql = """
        with gone as (delete from pipeline.dead_letter where job_id = any($1)),
        again as (
            update pipeline.job
            set status = 'queued', generation = generation + 1, attempt = 0, interruptions = 0, parked = 0, message_id = gen_random_uuid(), expires_after = null,
                started_at = null, finished_at = null, result = null, result_blob = null
            where id = any($1) and status = 'dead' returning id, type, version, message_id, trace_parent)
        insert into pipeline.outbox (id, type, version, jobs, priority, limited, trace_parent)
        select message_id, type, version, array[id], $2, $3, trace_parent from again
        """;

    private readonly PipelineDatabase _database;
    private readonly JobCatalog _catalog;
    private readonly PipelineOptions _options;
    private readonly OutboxSignal _signal;

    internal JobReplay(PipelineDatabase database, JobCatalog catalog, PipelineOptions options, OutboxSignal signal) =>
        (_database, _catalog, _options, _signal) = (database, catalog, options, signal);

    /// <summary>Queues a dead job again.</summary>
    /// <returns>The job as it is now, or as it was found where it cannot be replayed; null where there is none.</returns>
    public async Task<ReplayedJob?> ReplayAsync(Guid job, CancellationToken cancellationToken)
    {
        await using var connection = await _database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = await FindAsync(connection, job, cancellationToken);
        if (found is not { Outcome: JobReplayOutcome.Replayed }) return found;
        var definition = _catalog.Find(found.Type, found.Version);
        await AgainAsync(connection, [job], definition, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _signal.Set();
        return found with { Generation = found.Generation + 1 };
    }

    /// <summary>Queues dead jobs of one type and version again, and forgets their dead letters.</summary>
    /// <returns>How many.</returns>
    internal static async Task<int> AgainAsync(NpgsqlConnection connection, Guid[] jobs, JobDefinition? definition, CancellationToken cancellationToken)
    {
        await using var again = PipelineDatabase.With(
            new(AgainSql, connection), [jobs, (short)(definition?.Priority ?? JobPriority.Normal), definition?.RateLimit is not null]);
        return await again.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<ReplayedJob?> FindAsync(NpgsqlConnection connection, Guid job, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(FindSql, connection), [job, _options.BlobRetention]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        var outcome = !reader.GetBoolean(2) ? JobReplayOutcome.NotDead : reader.GetBoolean(3) ? JobReplayOutcome.ArgumentsGone : JobReplayOutcome.Replayed;
        return new(job, reader.GetString(0), reader.GetInt32(1), reader.GetInt16(4), outcome);
    }
}
