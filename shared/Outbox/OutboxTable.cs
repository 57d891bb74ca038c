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

    // As TakeSql; of ordinary rows that name one job each, alike and never published, some become one row, whose jobs move to it in the same transaction. $6 to $8:
    // how many of which type at least and at most; $9: into how many messages otherwise. A job that another transaction works on stays apart. Arrays and no joins, so that
    // each table is read by its primary key.
    private const string MergeSql = """
        with due as materialized (
            select id, type, version, jobs, trace_parent,
                   taken_by is null and not lone and wake is null and flow_id is null and expires_at is null and republished = 0 and cardinality(jobs) = 1
                   and type = any($6) as single
            from pipeline.outbox
            where published_at is null and not limited and priority = $4 and due_at <= now()
              and (taken_until is null or taken_until < now() or taken_until > now() + $2 + interval '5 minutes' or taken_by = any($5))
            order by due_at limit $3 for update skip locked),
        first_runs as materialized (
            select id, message_id from pipeline.job
            where id = any(array(select jobs[1] from due where single)) and status = 'queued' and attempt = 0 and interruptions = 0 and parked = 0
            for no key update skip locked),
        numbered as materialized (
            select d.id, j.id as job, d.type, d.version, d.trace_parent,
                   (row_number() over alike - 1) / least(s.most, greatest(s.least, (count(*) over (partition by d.type, d.version) + $9 - 1) / $9)) as message
            from due d join first_runs j on j.message_id = d.id and j.id = d.jobs[1] join unnest($6, $7, $8) as s(type, least, most) on s.type = d.type
            where d.single window alike as (partition by d.type, d.version order by d.id)),
        merged as materialized (
            select (array_agg(id order by id))[1] as id, array_agg(id order by id) as ids, array_agg(job order by id) as jobs,
                   case when count(distinct coalesce(trace_parent, '')) = 1 then min(trace_parent) end as trace_parent
            from numbered group by type, version, message having count(*) > 1),
        joining as materialized (select m.id, j.job from merged m cross join unnest(m.jobs[2:]) as j(job)),
        moved as (
            update pipeline.job j set message_id = m.id from joining m where j.id = any(array(select job from joining)) and j.id = m.job),
        gone as (delete from pipeline.outbox where id = any(array(select unnest(ids[2:]) from merged))),
        taken as (
            update pipeline.outbox set taken_by = $1, taken_until = now() + $2
            where id = any(array(select id from due except select unnest(ids) from merged))
            returning id, jobs, lone, priority, trace_parent, wake),
        grown as (
            update pipeline.outbox o set taken_by = $1, taken_until = now() + $2, jobs = m.jobs, trace_parent = m.trace_parent
            from merged m where o.id = any(array(select id from merged)) and o.id = m.id
            returning o.id, o.jobs, o.lone, o.priority, o.trace_parent, o.wake)
        select * from taken union all select * from grown
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
    public Task<List<TakenRow>> TakeAsync(Guid mark, TimeSpan lease, int limit, CancellationToken cancellationToken) =>
        TakeAsync(new(mark, lease, limit), cancellationToken);

    /// <inheritdoc cref="TakeAsync(Guid, TimeSpan, int, CancellationToken)"/>
    public async Task<List<TakenRow>> TakeAsync(Take take, CancellationToken cancellationToken)
    {
        await using var connection = await database.Marks.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var priority in take.UrgentOnly ? [JobPriority.High] : Priorities)
            batch.BatchCommands.Add(Command(take, priority));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, cancellationToken);
    }

    private static NpgsqlBatchCommand Command(Take take, JobPriority priority)
    {
        var merges = take.Merged.Names.Length > 0;
        var command = new NpgsqlBatchCommand(merges ? MergeSql : TakeSql)
        {
            Parameters =
            {
                new() { Value = take.Mark }, new() { Value = take.Lease }, new() { Value = take.Limit }, new() { Value = (short)priority },
                new() { Value = take.Doubted },
            },
        };
        if (!merges) return command;
        command.Parameters.Add(new() { Value = take.Merged.Names });
        command.Parameters.Add(new() { Value = take.Merged.Least });
        command.Parameters.Add(new() { Value = take.Merged.Most });
        command.Parameters.Add(new() { Value = take.Messages });
        return command;
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
