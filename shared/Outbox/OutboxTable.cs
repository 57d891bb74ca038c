using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Outbox;

/// <summary>The relay's statements over <c>pipeline.outbox</c>.</summary>
internal sealed class OutboxTable(PipelineDatabase database)
{
    private static readonly JobPriority[] Priorities = [JobPriority.High, JobPriority.Normal, JobPriority.Low];

    // array(select … limit) keeps the limit inside; a join of update and subquery may scan the whole table. Taken for longer than anybody takes rows, one was taken before
    // the clock was set back. By a mark of its own in doubt a relay takes again what it may have taken and does not know.
    private const string TakeSql = """
        update pipeline.outbox set taken_by = $1, taken_until = now() + $2
        where id = any(array(
            select id from pipeline.outbox
            where published_at is null and not limited and priority = $4 and due_at <= now()
              and (taken_until is null or taken_until < now() or taken_until > now() + $2 + interval '5 minutes' or taken_by = any($5))
            order by due_at limit $3 for update skip locked))
        returning id, jobs, lone, priority, trace_parent, wake
        """;

    // A lane at a time, without a join, whose plan for an empty table would read all of it. By the mark they were taken by: rows that ran out of time may be another relay's by now.
    internal const string PublishedSql = """
        update pipeline.outbox set published_at = now(), lane = $3, taken_by = null, taken_until = null
        where id = any($2) and taken_by = $1 and published_at is null
        """;

    // Nothing is lost with a wake: the sweep looks as well.
    private const string ForgetSql = "delete from pipeline.outbox where id = any($2) and taken_by = $1 and wake is not null";

    private const string GiveBackSql = "update pipeline.outbox set taken_by = null, taken_until = null where id = any($2) and taken_by = $1 and published_at is null";

    private const string NextDueSql = """
        select extract(epoch from min(next.due_at) - now()) from unnest($1) as p(priority), lateral (
            select due_at from pipeline.outbox
            where published_at is null and not limited and priority = p.priority and taken_until is null and due_at < 'infinity' order by due_at limit 1) next
        """;

    /// <summary>Takes due rows for <paramref name="lease"/>, the urgent ones first; others pass over them until then.</summary>
    public Task<List<TakenRow>> TakeAsync(Guid mark, TimeSpan lease, int limit, CancellationToken cancellationToken) => TakeAsync(mark, lease, limit, [], cancellationToken);

    /// <inheritdoc cref="TakeAsync(Guid, TimeSpan, int, CancellationToken)"/>
    /// <param name="mark">What the rows are marked by: new with every call, so that each knows its own.</param>
    /// <param name="lease">For how long.</param>
    /// <param name="limit">How many of each priority.</param>
    /// <param name="doubted">Marks of this relay by which rows may be taken that it does not know.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<TakenRow>> TakeAsync(Guid mark, TimeSpan lease, int limit, Guid[] doubted, CancellationToken cancellationToken)
    {
        await using var connection = await database.Marks.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var priority in Priorities)
            batch.BatchCommands.Add(new(TakeSql)
            {
                Parameters = { new() { Value = mark }, new() { Value = lease }, new() { Value = limit }, new() { Value = (short)priority }, new() { Value = doubted } },
            });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, cancellationToken);
    }

    public async Task PublishedAsync(Guid mark, Guid[] ids, short[] lanes, CancellationToken cancellationToken)
    {
        await using var connection = await database.Marks.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var lane in ids.Zip(lanes).GroupBy(row => row.Second, row => row.First))
            batch.BatchCommands.Add(new(PublishedSql) { Parameters = { new() { Value = mark }, new() { Value = lane.ToArray() }, new() { Value = lane.Key } } });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Forgets wakes that were published.</summary>
    public async Task ForgetAsync(Guid mark, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(database.Marks.CreateCommand(ForgetSql), [mark, ids]);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task GiveBackAsync(Guid mark, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var command = database.Command(GiveBackSql, mark, ids);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>How long until a row is due that nobody has taken and no rate limit holds back; null without any.</summary>
    public async Task<TimeSpan?> NextDueAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(NextDueSql, Array.ConvertAll(Priorities, p => (short)p));
        return await command.ExecuteScalarAsync(cancellationToken) is decimal seconds ? TimeSpan.FromSeconds(Math.Clamp((double)seconds, 0, 86_400)) : null;
    }

    internal static async Task<List<TakenRow>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var rows = new List<TakenRow>();
        do
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(new(
                    reader.GetGuid(0), reader.GetFieldValue<Guid[]>(1), reader.GetBoolean(2), reader.GetInt16(3) == (short)JobPriority.High,
                    reader.IsDBNull(4) ? null : reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetGuid(5)));
        while (await reader.NextResultAsync(cancellationToken));
        return rows;
    }
}
