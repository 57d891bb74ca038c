using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Pipeline.Outbox;

namespace Pipeline.DeadLetters;

/// <summary>Gives dead letters another chance: a dead job runs again as a new generation of itself, a message that nobody could read is sent to its lane again.</summary>
public sealed class DeadLetterReplay : IAsyncDisposable
{
    private const int Batch = 500;

    // Their bodies are held in memory: so many messages at a time, and no more once they have so many bytes.
    private const int FewMessages = 20;
    private const int ManyBytes = 16 * 1024 * 1024;

    // A job whose arguments are gone stays: there is nothing to run it with. What is locked, another caller replays or discards just now: jobs are locked
    // before their dead letters elsewhere, and whoever waited here would wait in a circle.
    private const string JobsSql = $"""
        select d.id, d.job_id, d.type, d.version, j.args_blob is null or j.finished_at >= now() - $8
        from pipeline.dead_letter d join pipeline.job j on j.id = d.job_id
        where {DeadLetterTable.FilterSql} and {DeadLetterTable.WasThere} and d.id > $7 order by d.id limit $6 for update of j, d skip locked
        """;

    private const string MessagesSql = $"""
        select id, lane, body, body_blob from (
            select d.id, coalesce(d.lane, 0) as lane, d.body, d.body_blob, sum(d.body_length) over (order by d.id) - d.body_length as before
            from pipeline.dead_letter d
            where {DeadLetterTable.FilterSql} and d.job_id is null and (d.body_blob is not null or d.body_length = length(d.body))
              and {DeadLetterTable.WasThere} and d.id > $7
            order by d.id limit $6) page
        where before < $8 order by id
        """;

    private readonly PipelineDatabase _database;
    private readonly JobPublisher _publisher;
    private readonly BlobStore _blobs;
    private readonly JobCatalog _catalog;
    private readonly PipelineOptions _options;
    private readonly OutboxSignal _signal;
    private readonly ILogger<DeadLetterReplay> _logger;

    // A publisher of its own: the relay's serves one caller.
    private readonly SemaphoreSlim _publishing = new(1, 1);

    internal DeadLetterReplay(
        PipelineDatabase database, JobPublisher publisher, BlobStore blobs, JobCatalog catalog, PipelineOptions options, OutboxSignal signal,
        ILogger<DeadLetterReplay> logger) =>
        (_database, _publisher, _blobs, _catalog, _options, _signal, _logger) = (database, publisher, blobs, catalog, options, signal, logger);

    /// <summary>
    /// Replays the dead letters that are there now, in batches. A job stays whose arguments are gone, whose deduplication key another job has, or that runs in a
    /// replay of its flow; and so does a message of which only the beginning is left.
    /// </summary>
    public async Task<ReplayedLetters> RunAsync(DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        await using var clock = _database.Command("select clock_timestamp()");
        var now = (DateTime)(await clock.ExecuteScalarAsync(cancellationToken))!;
        var (replayed, refused) = await JobsAsync(filter, now, cancellationToken);
        return new(replayed + await MessagesAsync(filter, now, cancellationToken), refused);
    }

    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        _publishing.Dispose();
    }

    private async Task<(int Replayed, int Refused)> JobsAsync(DeadLetterFilter filter, DateTime now, CancellationToken cancellationToken)
    {
        var last = Guid.Empty;
        for (var (replayed, refused) = (0, 0); ;)
        {
            var (dead, again) = await Conflict.RetryAsync(() => BatchAsync(filter, now, last, cancellationToken));
            _signal.Set();
            replayed += again;
            refused += dead.Count - again;
            if (dead.Count < Batch) return (replayed, refused);
            last = dead[^1].Id;
        }
    }

    private async Task<(List<DeadJob> Dead, int Replayed)> BatchAsync(DeadLetterFilter filter, DateTime now, Guid last, CancellationToken cancellationToken)
    {
        await using var connection = await _database.Own.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var dead = await DeadAsync(connection, filter, now, last, cancellationToken);
        var replayed = 0;
        // In one order, as keys are taken.
        foreach (var alike in dead.Where(d => d.HasArgs).GroupBy(d => (d.Type, d.Version)).OrderBy(g => g.Key.Type, StringComparer.Ordinal))
            replayed += await JobReplay.AgainAsync(
                connection, [.. alike.Select(d => d.Job)], _catalog.Find(alike.Key.Type, alike.Key.Version), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (dead, replayed);
    }

    private async Task<List<DeadJob>> DeadAsync(NpgsqlConnection connection, DeadLetterFilter filter, DateTime now, Guid last, CancellationToken cancellationToken)
    {
        await using var command = Filtered(new(JobsSql, connection), filter, now, Batch);
        command.Parameters.Add(new() { Value = last });
        command.Parameters.Add(new() { Value = _options.BlobRetention });
        return await command.ListAsync(row => new DeadJob(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetInt32(3), row.GetBoolean(4)), cancellationToken);
    }

    // Sent before it is forgotten: a copy is harmless, a loss is not.
    private async Task<int> MessagesAsync(DeadLetterFilter filter, DateTime now, CancellationToken cancellationToken)
    {
        await _publishing.WaitAsync(cancellationToken);
        try
        {
            var last = Guid.Empty;
            for (var total = 0; ;)
            {
                var rows = await ReadAsync(filter, now, last, cancellationToken);
                if (rows.Count == 0) return total;
                last = rows[^1].Id;
                var messages = await WholeAsync(rows, cancellationToken);
                var results = await _publisher.PublishAsync(messages, cancellationToken);
                var sent = messages.Where((_, i) => results[i] == PublishResult.Confirmed).Select(m => m.Id).ToArray();
                await using var forget = _database.Command("delete from pipeline.dead_letter where id = any($1)", sent);
                await forget.ExecuteNonQueryAsync(cancellationToken);
                total += sent.Length;
                // What cannot be routed must not keep the others; a broker that takes nothing is not asked again and again.
                if (sent.Length == 0 && results.Any(r => r is PublishResult.Failed or PublishResult.Unanswered)) return total;
            }
        }
        finally
        {
            _publishing.Release();
        }
    }

    private async Task<List<DeadMessage>> ReadAsync(DeadLetterFilter filter, DateTime now, Guid last, CancellationToken cancellationToken)
    {
        await using var command = Filtered(_database.Own.CreateCommand(MessagesSql), filter, now, FewMessages);
        command.Parameters.Add(new() { Value = last });
        command.Parameters.Add(new() { Value = ManyBytes });
        return await command.ListAsync(row => new DeadMessage(row.GetGuid(0), row.GetInt16(1), row.GetFieldValue<byte[]>(2), row.IsDBNull(3) ? null : row.GetString(3)), cancellationToken);
    }

    private async Task<List<OutgoingMessage>> WholeAsync(List<DeadMessage> rows, CancellationToken cancellationToken)
    {
        var messages = new List<OutgoingMessage>(rows.Count);
        foreach (var row in rows)
            try
            {
                messages.Add(new(row.Id, LivingLane(row.Lane), row.Blob is null ? row.Body : await WholeAsync(row.Blob, cancellationToken), null));
            }
            catch (FileNotFoundException)
            {
                _logger.LogWarning("Dead letter {Id} stays: blob {Blob} with the message's body is gone", row.Id, row.Blob);
            }
        return messages;
    }

    // One that is no more has no queue, and its message would be in the way of all others.
    private int LivingLane(int lane) => lane < _options.Lanes || lane >= LaneQueues.Urgent ? lane : 0;

    private async Task<byte[]> WholeAsync(string blob, CancellationToken cancellationToken)
    {
        await using var content = await _blobs.OpenReadAsync(blob, cancellationToken);
        using var whole = new MemoryStream();
        await content.CopyToAsync(whole, cancellationToken);
        return whole.ToArray();
    }

    private static NpgsqlCommand Filtered(NpgsqlCommand command, DeadLetterFilter filter, DateTime now, int limit)
    {
        DeadLetterTable.Filtered(command, filter);
        command.Parameters.Add(new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = limit });
        return command;
    }

    private sealed record DeadMessage(Guid Id, int Lane, byte[] Body, string? Blob);

    private sealed record DeadJob(Guid Id, Guid Job, string Type, int Version, bool HasArgs);
}
