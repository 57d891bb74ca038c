using Npgsql;
using NpgsqlTypes;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.Messaging;
using Pipeline.Outbox;

namespace Pipeline.DeadLetters;

/// <summary>Gives dead letters another chance: a dead job runs again as a new generation of itself, a message that nobody could read is sent to its lane again.</summary>
public sealed class DeadLetterReplay : IAsyncDisposable
{
    private const int Batch = 500;

    // Their bodies may be large.
    private const int FewMessages = 20;

    // The flow has ended with it, or goes on without it: nothing waits for a replay. An expiry that has passed would end it at once.
    private const string JobsSql = $"""
        with taken as (
            select d.id, d.job_id from pipeline.dead_letter d where {DeadLetterTable.FilterSql} and d.job_id is not null and d.received_at <= $5
            order by d.id limit $6 for update skip locked),
        back as (
            update pipeline.job j
            set status = 'queued', generation = j.generation + 1, attempt = 0, interruptions = 0, parked = 0, message_id = gen_random_uuid(),
                expires_after = null, finished_at = null
            from taken t where j.id = t.job_id and j.status = 'dead' returning j.id, j.message_id, j.type, j.version, j.trace_parent),
        messages as (
            insert into pipeline.outbox (id, type, version, jobs, limited, trace_parent)
            select message_id, type, version, array[id], exists (select from pipeline.rate_limit r where r.type = back.type), trace_parent from back),
        gone as (delete from pipeline.dead_letter d using taken t where d.id = t.id)
        select (select count(*) from taken)::int, (select count(*) from back)::int
        """;

    private const string MessagesSql = $"""
        select d.id, coalesce(d.lane, 0), d.body, d.body_blob from pipeline.dead_letter d
        where {DeadLetterTable.FilterSql} and d.job_id is null and (d.body_blob is not null or d.body_length = length(d.body)) and d.received_at <= $5
        order by d.id limit $6
        """;

    private readonly PipelineDatabase _database;
    private readonly JobPublisher _publisher;
    private readonly BlobStore _blobs;
    private readonly OutboxSignal _signal;

    // A publisher of its own: the relay's serves one caller.
    private readonly SemaphoreSlim _publishing = new(1, 1);

    internal DeadLetterReplay(PipelineDatabase database, JobPublisher publisher, BlobStore blobs, OutboxSignal signal) =>
        (_database, _publisher, _blobs, _signal) = (database, publisher, blobs, signal);

    /// <summary>Replays the dead letters that are there now, in batches. A message of which only the beginning is left stays.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RunAsync(DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        await using var clock = _database.Command("select clock_timestamp()");
        var now = (DateTime)(await clock.ExecuteScalarAsync(cancellationToken))!;
        return await JobsAsync(filter, now, cancellationToken) + await MessagesAsync(filter, now, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        _publishing.Dispose();
    }

    private async Task<int> JobsAsync(DeadLetterFilter filter, DateTime now, CancellationToken cancellationToken)
    {
        for (var total = 0; ;)
        {
            await using var command = Filtered(JobsSql, filter, now, Batch);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            total += reader.GetInt32(1);
            _signal.Set();
            if (reader.GetInt32(0) < Batch) return total;
        }
    }

    // Sent before it is forgotten: a copy is harmless, a loss is not.
    private async Task<int> MessagesAsync(DeadLetterFilter filter, DateTime now, CancellationToken cancellationToken)
    {
        await _publishing.WaitAsync(cancellationToken);
        try
        {
            for (var total = 0; ;)
            {
                var messages = await ReadAsync(filter, now, cancellationToken);
                if (messages.Count == 0) return total;
                var results = await _publisher.PublishAsync(messages, cancellationToken);
                var sent = messages.Where((_, i) => results[i] == PublishResult.Confirmed).Select(m => m.Id).ToArray();
                await using var forget = _database.Command("delete from pipeline.dead_letter where id = any($1)", sent);
                await forget.ExecuteNonQueryAsync(cancellationToken);
                total += sent.Length;
                if (sent.Length < messages.Count || messages.Count < FewMessages) return total;
            }
        }
        finally
        {
            _publishing.Release();
        }
    }

    private async Task<List<OutgoingMessage>> ReadAsync(DeadLetterFilter filter, DateTime now, CancellationToken cancellationToken)
    {
        await using var command = Filtered(MessagesSql, filter, now, FewMessages);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(Guid Id, int Lane, byte[] Body, string? Blob)>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add((reader.GetGuid(0), reader.GetInt16(1), reader.GetFieldValue<byte[]>(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        await reader.DisposeAsync();
        var messages = new List<OutgoingMessage>(rows.Count);
        foreach (var (id, lane, body, blob) in rows)
            messages.Add(new(id, lane, blob is null ? body : await WholeAsync(blob, cancellationToken), null));
        return messages;
    }

    private async Task<byte[]> WholeAsync(string blob, CancellationToken cancellationToken)
    {
        await using var content = await _blobs.OpenReadAsync(blob, cancellationToken);
        using var whole = new MemoryStream();
        await content.CopyToAsync(whole, cancellationToken);
        return whole.ToArray();
    }

    private NpgsqlCommand Filtered(string sql, DeadLetterFilter filter, DateTime now, int limit)
    {
        var command = DeadLetterTable.Filtered(_database.Source.CreateCommand(sql), filter);
        command.Parameters.Add(new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = limit });
        return command;
    }
}
