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

    // A caller who comes second waits here for the first one's transaction, then finds the key taken or free.
    private const string TakeKeySql = "insert into pipeline.dedupe (type, key, job_id, keep) values ($1, $2, $3, $4) on conflict do nothing";

    public static async Task WriteAsync(NpgsqlConnection connection, JobRow[] jobs, CancellationToken cancellationToken)
    {
        var messages = MessageGrouping.Group(jobs);
        await CopyJobsAsync(connection, jobs, cancellationToken);
        await CopyMessagesAsync(connection, messages, cancellationToken);
    }

    /// <summary>Takes a deduplication key for a job to be; false when another job has it.</summary>
    public static async Task<bool> TakeKeyAsync(NpgsqlConnection connection, JobRow job, string key, bool keep, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(TakeKeySql, connection), [job.Type, key, job.Id, keep]);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task CopyJobsAsync(NpgsqlConnection connection, JobRow[] jobs, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy pipeline.job (id, type, version, args, message_id, flow_id, flow_index, expires_after, trace_parent) from stdin (format binary)", cancellationToken);
        foreach (var job in jobs)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(job.Id, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(job.Type, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(job.Version, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(job.Args, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(job.MessageId, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(job.FlowId, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(job.FlowIndex, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(job.ExpiresAfter, NpgsqlDbType.Interval, cancellationToken);
            await copy.WriteAsync(job.TraceParent, NpgsqlDbType.Text, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task CopyMessagesAsync(NpgsqlConnection connection, IReadOnlyList<OutboxRow> messages, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy pipeline.outbox (id, type, version, jobs, delay, priority, limited, trace_parent) from stdin (format binary)", cancellationToken);
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
        }
        await copy.CompleteAsync(cancellationToken);
    }
}
