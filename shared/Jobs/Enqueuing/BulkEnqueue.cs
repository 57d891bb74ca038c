using System.Data;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Database;
using Pipeline.Outbox;

namespace Pipeline.Jobs;

/// <summary>Writes jobs and the outbox rows that name them by binary COPY, on the caller's connection and in its transaction.</summary>
internal static class BulkEnqueue
{
    /// <summary>Jobs a COPY; what is held in memory of an endless sequence.</summary>
    public const int Slab = 5_000;

    private const string CopyJobsSql = """
        copy pipeline.job (id, type, version, args, args_blob, message_id, flow_id, flow_index, expires_after, trace_parent, tuples, dedupe_key) from stdin (format binary)
        """;

    // A caller who comes second waits here for the first one's transaction, then finds the key taken or free.
    private const string TakeKeySql = "insert into pipeline.dedupe (type, key, job_id, keep) values ($1, $2, $3, $4) on conflict do nothing";

    // Sorted, so that two sweeps cannot wait for each other in a circle.
    private const string TakeKeysSql = """
        insert into pipeline.dedupe (type, key, job_id, keep) select $1, key, job_id, false from unnest($2, $3) as k(key, job_id) order by key
        on conflict do nothing returning job_id
        """;

    /// <exception cref="InvalidOperationException">As <see cref="CheckFree"/> says.</exception>
    public static async Task WriteAsync(NpgsqlConnection connection, JobRow[] jobs, CancellationToken cancellationToken)
    {
        CheckFree(connection);
        var messages = MessageGrouping.Group(jobs);
        await CopyJobsAsync(connection, jobs, cancellationToken);
        foreach (var alike in messages.GroupBy(m => m.Held))
            await CopyMessagesAsync(connection, alike, alike.Key, cancellationToken);
    }

    /// <exception cref="InvalidOperationException">The connection is busy with the very query that the jobs come from.</exception>
    public static void CheckFree(NpgsqlConnection connection)
    {
        if ((connection.FullState & (ConnectionState.Fetching | ConnectionState.Executing)) != 0)
            throw new InvalidOperationException(
                "The jobs come from a query that is still being read on the connection that they are written to. Read it to its end first (ToListAsync), or through another context.");
    }

    /// <summary>Takes a deduplication key for a job to be; false when another job has it.</summary>
    public static async Task<bool> TakeKeyAsync(NpgsqlConnection connection, JobRow job, string key, bool keep, CancellationToken cancellationToken)
    {
        job.DedupeKey = key;
        await using var command = PipelineDatabase.With(new(TakeKeySql, connection), [job.Type, key, job.Id, keep]);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Takes the keys of jobs of one type that are free.</summary>
    /// <returns>The jobs whose key it took, in their order.</returns>
    public static async Task<IReadOnlyList<JobRow>> TakeKeysAsync(NpgsqlConnection connection, (JobRow Job, string Key)[] jobs, CancellationToken cancellationToken)
    {
        foreach (var (job, key) in jobs)
        {
            CheckKey(key);
            job.DedupeKey = key;
        }
        await using var command = PipelineDatabase.With(
            new(TakeKeysSql, connection), [jobs[0].Job.Type, Array.ConvertAll(jobs, j => j.Key), Array.ConvertAll(jobs, j => j.Job.Id)]);
        var taken = (await command.ListAsync(row => row.GetGuid(0), cancellationToken)).ToHashSet();
        return [.. jobs.Where(j => taken.Contains(j.Job.Id)).Select(j => j.Job)];
    }

    /// <exception cref="ArgumentException">It is no key.</exception>
    public static void CheckKey(string? key)
    {
        if (key is not { Length: >= 1 and <= 200 } || !IsStorable(key))
            throw new ArgumentException("A deduplication key has 1 to 200 characters, none of them NUL or half a surrogate pair.", nameof(key));
    }

    /// <summary>Whether PostgreSQL can keep it as it is.</summary>
    public static bool IsStorable(string text) => !text.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    private static async Task CopyJobsAsync(NpgsqlConnection connection, JobRow[] jobs, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(CopyJobsSql, cancellationToken);
        foreach (var job in jobs)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(job.Id, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(job.Type, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(job.Version, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(job.Args, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(job.ArgsBlob, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(job.MessageId, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(job.FlowId, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(job.FlowIndex, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(job.ExpiresAfter, NpgsqlDbType.Interval, cancellationToken);
            await copy.WriteAsync(job.TraceParent, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(job.Tuples, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(job.DedupeKey, NpgsqlDbType.Text, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    // Left out, due_at is the database's now; a held message is due at infinity.
    private static async Task CopyMessagesAsync(NpgsqlConnection connection, IEnumerable<OutboxRow> messages, bool held, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"copy pipeline.outbox (id, type, version, jobs, delay, priority, limited, trace_parent, flow_id, step, expires_after{(held ? ", due_at" : "")}) from stdin (format binary)", cancellationToken);
        foreach (var message in messages)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(message.Id, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(message.Type, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(message.Version, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(message.Jobs, NpgsqlDbType.Array | NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(message.Delay, NpgsqlDbType.Interval, cancellationToken);
            await copy.WriteAsync(message.Priority, NpgsqlDbType.Smallint, cancellationToken);
            await copy.WriteAsync(message.Limited, NpgsqlDbType.Boolean, cancellationToken);
            await copy.WriteAsync(message.TraceParent, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(message.FlowId, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(message.Step, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(message.ExpiresAfter, NpgsqlDbType.Interval, cancellationToken);
            if (held) await copy.WriteAsync(DateTime.MaxValue, NpgsqlDbType.TimestampTz, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }
}
