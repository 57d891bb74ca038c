using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Outbox;

/// <summary>
/// Holds limited jobs back in the outbox: a row a type says from when on the next of them may be published, so that the limit is one over all
/// instances (the generic cell rate algorithm, https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm).
/// </summary>
internal sealed class RateLimitTable(PipelineDatabase database)
{
    private const string DeclareSql = """
        insert into pipeline.rate_limit as r (type, per_second) values ($1, $2)
        on conflict (type) do update set per_second = excluded.per_second where r.per_second <> excluded.per_second
        """;

    // A limit that is declared no more is lifted: what waits behind it would wait for ever, or longer than anybody wants.
    private const string LiftSql = "delete from pipeline.rate_limit where type = any($1)";

    // From type to type by the index: behind a limit there may be a long backlog. Of one whose limit nobody has declared, as when it was lifted, all may go.
    private const string WaitingSql = """
        with recursive types as (
            (select type from pipeline.outbox where published_at is null and limited order by type limit 1)
            union all
            select (select o.type from pipeline.outbox o where o.published_at is null and o.limited and o.type > t.type order by o.type limit 1)
            from types t where t.type is not null)
        select t.type, exists (select from pipeline.rate_limit r where r.type = t.type) from types t, lateral (
            select from pipeline.outbox o
            where o.published_at is null and o.limited and o.type = t.type and o.due_at <= now()
              and (o.taken_until is null or o.taken_until < now() or o.taken_until > now() + $1 + interval '5 minutes' or o.taken_by = any($2))
            order by o.due_at limit 1) waiting
        where t.type is not null
        """;

    private const string UnknownSql = "insert into pipeline.rate_limit (type, per_second) values ($1, 1000000) on conflict (type) do nothing";

    // Locked: another relay serves the type just now. Further ahead than it was set, next_at is from before the clock was set back; and a message
    // of 100 jobs is the most that can be owed, as after the limit was raised.
    private const string LockSql = """
        select per_second, extract(epoch from now() - least(next_at, now() + owed.most))::double precision, next_at > now() + owed.most + interval '1 second'
        from pipeline.rate_limit cross join lateral (select least(debt, 100 / per_second) * interval '1 second' as most) owed
        where type = $1 for update of rate_limit skip locked
        """;

    // In the index's own order: a million jobs of one transaction are due at the same time, and would all be sorted for a few of them. The first one goes whatever it names:
    // it may be from before the limit was lowered, and all others wait behind it.
    private const string TakeSql = """
        update pipeline.outbox set taken_by = $1, taken_until = now() + $2
        where id = any(array(
            select id from (
                select id, place, sum(jobs) over (order by place) as jobs from (
                    select id, cardinality(jobs) as jobs, row_number() over () as place from (
                        select due.id, due.jobs from unnest('{1,0,-1}'::smallint[]) with ordinality as p(priority, turn), lateral (
                            select id, jobs, due_at from pipeline.outbox
                            where published_at is null and limited and type = $4 and priority = p.priority and due_at <= now()
                              and (taken_until is null or taken_until < now() or taken_until > now() + $2 + interval '5 minutes' or taken_by = any($6))
                            order by due_at limit $3) due
                        order by p.turn, due.due_at) ordered) placed) summed
            where place = 1 or jobs <= $5))
        returning id, jobs, lone, priority, trace_parent, wake
        """;

    private const string NextSql = "update pipeline.rate_limit set next_at = now() - make_interval(secs => $2), debt = greatest(-$2, 0) where type = $1";

    /// <summary>Makes the limits known that this process's jobs declare.</summary>
    public async Task DeclareAsync(JobCatalog catalog, CancellationToken cancellationToken)
    {
        foreach (var job in catalog.All.Where(j => j.RateLimit is not null))
        {
            await using var command = database.Command(DeclareSql, job.Name, job.RateLimit!.PerSecond);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var lift = database.Command(LiftSql, (object)catalog.All.Where(j => j.RateLimit is null).Select(j => j.Name).ToArray());
        await lift.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes what the limits let through now.</summary>
    /// <returns>The rows, and whether others are held back.</returns>
    public Task<(List<TakenRow> Rows, bool Held)> TakeAsync(Guid mark, TimeSpan lease, int limit, CancellationToken cancellationToken) =>
        TakeAsync(mark, lease, limit, [], cancellationToken);

    /// <inheritdoc cref="TakeAsync(Guid, TimeSpan, int, CancellationToken)"/>
    /// <param name="mark">What the rows are marked by.</param>
    /// <param name="lease">For how long.</param>
    /// <param name="limit">How many of a type.</param>
    /// <param name="doubted">Marks of this relay by which rows may be taken that it does not know.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(List<TakenRow> Rows, bool Held)> TakeAsync(Guid mark, TimeSpan lease, int limit, Guid[] doubted, CancellationToken cancellationToken)
    {
        var waiting = await WaitingAsync(lease, doubted, cancellationToken);
        var rows = new List<TakenRow>();
        foreach (var (type, isKnown) in waiting)
        {
            if (!isKnown) await ExecuteAsync(UnknownSql, type, cancellationToken);
            rows.AddRange(await TakeAsync(type, mark, lease, limit, doubted, cancellationToken));
        }
        return (rows, waiting.Count > 0);
    }

    private async Task<List<(string Type, bool IsKnown)>> WaitingAsync(TimeSpan lease, Guid[] doubted, CancellationToken cancellationToken)
    {
        await using var command = database.Command(WaitingSql, lease, doubted);
        return await command.ListAsync(row => (row.GetString(0), row.GetBoolean(1)), cancellationToken);
    }

    private async Task<List<TakenRow>> TakeAsync(string type, Guid mark, TimeSpan lease, int limit, Guid[] doubted, CancellationToken cancellationToken)
    {
        await using var connection = await database.Own.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(connection, type, cancellationToken) is not var (perSecond, idle, isAhead)) return [];

        var (credit, jobs) = new RateLimit(perSecond).Allow(idle);
        if (jobs < 1 && !isAhead) return [];
        List<TakenRow> rows = [];
        if (jobs >= 1)
        {
            await using var take = PipelineDatabase.With(new(TakeSql, connection), [mark, lease, (int)Math.Min(limit, jobs), type, jobs, doubted]);
            await using var reader = await take.ExecuteReaderAsync(cancellationToken);
            rows = await OutboxTable.ReadAsync(reader, cancellationToken);
        }
        await using var next = PipelineDatabase.With(new(NextSql, connection), [type, credit - rows.Sum(r => r.Jobs.Length) / perSecond]);
        await next.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    private static async Task<(double PerSecond, double Idle, bool IsAhead)?> LockAsync(NpgsqlConnection connection, string type, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(LockSql, connection), [type]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetDouble(0), reader.GetDouble(1), reader.GetBoolean(2)) : null;
    }

    private async Task ExecuteAsync(string sql, string type, CancellationToken cancellationToken)
    {
        await using var command = database.Command(sql, type);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
