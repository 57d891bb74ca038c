using Npgsql;
using Pipeline.Database;

namespace Pipeline.Outbox;

/// <summary>The relay's statements over <c>pipeline.outbox</c>.</summary>
internal sealed class OutboxTable(PipelineDatabase database)
{
    // array(select … limit) keeps the limit inside; a join of update and subquery may scan the whole table.
    private const string TakeSql = """
        update pipeline.outbox set taken_by = $1, taken_until = now() + $2
        where id = any(array(
            select id from pipeline.outbox
            where published_at is null and due_at <= now() and (taken_until is null or taken_until < now())
            order by due_at limit $3 for update skip locked))
        returning id, jobs, lone, trace_parent
        """;

    // By the relay's own mark: rows that ran out of time may be another relay's by now.
    private const string PublishedSql = """
        update pipeline.outbox o set published_at = now(), lane = p.lane, taken_by = null, taken_until = null
        from unnest($2, $3) as p(id, lane)
        where o.id = p.id and o.taken_by = $1 and o.published_at is null
        """;

    private const string GiveBackSql = "update pipeline.outbox set taken_by = null, taken_until = null where id = any($2) and taken_by = $1 and published_at is null";

    private const string NextDueSql = "select extract(epoch from min(due_at) - now()) from pipeline.outbox where published_at is null and taken_until is null";

    /// <summary>Takes due rows for <paramref name="lease"/>; others pass over them until then.</summary>
    public async Task<List<TakenRow>> TakeAsync(Guid relay, TimeSpan lease, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(TakeSql, relay, lease, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<TakenRow>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(new(reader.GetGuid(0), reader.GetFieldValue<Guid[]>(1), reader.GetBoolean(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        return rows;
    }

    public async Task PublishedAsync(Guid relay, Guid[] ids, short[] lanes, CancellationToken cancellationToken)
    {
        await using var command = database.Command(PublishedSql, relay, ids, lanes);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task GiveBackAsync(Guid relay, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var command = database.Command(GiveBackSql, relay, ids);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>How long until a row is due that nobody has taken; null without any.</summary>
    public async Task<TimeSpan?> NextDueAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(NextDueSql);
        return await command.ExecuteScalarAsync(cancellationToken) is decimal seconds ? TimeSpan.FromSeconds(Math.Clamp((double)seconds, 0, 86_400)) : null;
    }
}
