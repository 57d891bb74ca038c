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

    // A replay of the flow holds its row: it copies jobs that are dead. Whoever comes second sees what the first one did.
    private const string FlowsSql = """
        select f.id from pipeline.flow f where f.id = any(array(select flow_id from pipeline.job where id = any($1))) order by f.id for share
        """;

    // The flow that repairs the job's own, if that has a copy of the job: a member of a group has its old place there, a step of a chain one of its own.
    private const string CopySql = """
        (select r.id from pipeline.flow r
         where r.replay_of = j.flow_id and (j.flow_index < 0
             or exists (select from pipeline.job c where c.flow_id = r.id and c.flow_index = j.flow_index - r.replay_from)) limit 1)
        """;

    // A job takes its deduplication key again, unless it has kept it: of two with the same key the older one. The message belongs to no flow, so that it keeps none open.
    // A job that killed workers runs isolated from the start.
    private const string AgainSql = $"""
        with dead as materialized (
            select j.id, j.type, j.dedupe_key,
                   j.interruptions > 0 or exists (
                       select from pipeline.attempt a where a.job_id = j.id and a.generation = j.generation and a.kind = 'interrupted') as kills,
                   exists (select from pipeline.dedupe d where d.job_id = j.id) as keeps
            from pipeline.job j where j.id = any($1) and j.status = 'dead' and {CopySql} is null),
        keyed as (
            insert into pipeline.dedupe (type, key, job_id, keep)
            select type, dedupe_key, id, false from dead where dedupe_key is not null and not keeps order by type, dedupe_key, id
            on conflict do nothing returning job_id),
        free as (select array(select id from dead where dedupe_key is null or keeps union all select job_id from keyed) as ids),
        gone as (delete from pipeline.dead_letter where job_id = any((select ids from free)::uuid[])),
        again as (
            update pipeline.job
            set status = 'queued', generation = generation + 1, attempt = 0, interruptions = 0, parked = 0, message_id = gen_random_uuid(), expires_after = null,
                started_at = null, finished_at = null, result = null, result_blob = null
            where id = any((select ids from free)::uuid[]) and status = 'dead' returning id, type, version, message_id, trace_parent)
        insert into pipeline.outbox (id, type, version, jobs, lone, priority, limited, trace_parent)
        select message_id, type, version, array[id], exists (select from dead where dead.id = again.id and dead.kills), $2, $3, trace_parent from again
        """;

    private const string RefusedSql = $"""
        select {CopySql}, d.job_id, j.dedupe_key from pipeline.job j left join pipeline.dedupe d on d.type = j.type and d.key = j.dedupe_key where j.id = $1
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
        var replayed = await Conflict.RetryAsync(() => TryReplayAsync(job, cancellationToken));
        if (replayed is { Outcome: JobReplayOutcome.Replayed }) _signal.Set();
        return replayed;
    }

    /// <summary>
    /// Queues those of the jobs, of one type and version and locked by the caller, that may run again, and forgets their dead letters. Others stay as they are:
    /// another job has the key, or a replay of the flow has a copy.
    /// </summary>
    /// <returns>How many.</returns>
    internal static async Task<int> AgainAsync(NpgsqlConnection connection, Guid[] jobs, JobDefinition? definition, CancellationToken cancellationToken)
    {
        await using var flows = PipelineDatabase.With(new(FlowsSql, connection), [jobs]);
        await flows.ExecuteNonQueryAsync(cancellationToken);
        await using var again = PipelineDatabase.With(
            new(AgainSql, connection), [jobs, (short)(definition?.Priority ?? JobPriority.Normal), definition?.RateLimit is not null]);
        return await again.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<ReplayedJob?> TryReplayAsync(Guid job, CancellationToken cancellationToken)
    {
        await using var connection = await _database.Own.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = await FindAsync(connection, job, cancellationToken);
        if (found is not { Outcome: JobReplayOutcome.Replayed }) return found;
        if (await AgainAsync(connection, [job], _catalog.Find(found.Type, found.Version), cancellationToken) == 0) return await RefusedAsync(connection, found, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return found with { Generation = found.Generation + 1 };
    }

    private async Task<ReplayedJob?> FindAsync(NpgsqlConnection connection, Guid job, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(FindSql, connection), [job, _options.BlobRetention]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        var outcome = !reader.GetBoolean(2) ? JobReplayOutcome.NotDead : reader.GetBoolean(3) ? JobReplayOutcome.ArgumentsGone : JobReplayOutcome.Replayed;
        return new(job, reader.GetString(0), reader.GetInt32(1), reader.GetInt16(4), outcome);
    }

    // The job that had the key may have ended since: then none is named.
    private static async Task<ReplayedJob> RefusedAsync(NpgsqlConnection connection, ReplayedJob job, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(RefusedSql, connection), [job.Id]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.IsDBNull(0)
            ? job with { Outcome = JobReplayOutcome.KeyTaken, TakenBy = reader.IsDBNull(1) ? null : reader.GetGuid(1), Key = reader.IsDBNull(2) ? null : reader.GetString(2) }
            : job with { Outcome = JobReplayOutcome.CopiedByFlow, TakenBy = reader.GetGuid(0) };
    }
}
