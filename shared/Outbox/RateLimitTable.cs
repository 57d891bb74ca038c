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

    // A look into the index for each type: behind a limit there may be a long backlog.
    private const string WaitingSql = """
        select r.type from pipeline.rate_limit r, lateral (
            select from pipeline.outbox o
            where o.published_at is null and o.limited and o.type = r.type and o.due_at <= now() and (o.taken_until is null or o.taken_until < now())
            order by o.due_at limit 1) waiting
        """;

    // Locked: another relay serves the type just now.
    private const string LockSql = "select per_second, extract(epoch from now() - next_at)::double precision from pipeline.rate_limit where type = $1 for update skip locked";

    // In the index's own order: a million jobs of one transaction are due at the same time, and would all be sorted for a few of them.
    private const string TakeSql = """
        update pipeline.outbox set taken_by = $1, taken_until = now() + $2
        where id = any(array(
            select id from (
                select id, sum(cardinality(jobs)) over (order by due_at, id) as jobs from (
                    select id, due_at, jobs from pipeline.outbox
                    where published_at is null and limited and type = $4 and due_at <= now() and (taken_until is null or taken_until < now())
                    order by due_at limit $3) due) summed
            where jobs <= $5))
        returning id, jobs, lone, priority, trace_parent, wake
        """;

    private const string NextSql = "update pipeline.rate_limit set next_at = now() - make_interval(secs => $2) where type = $1";

    /// <summary>Makes the limits known that this process's jobs declare.</summary>
    public async Task DeclareAsync(JobCatalog catalog, CancellationToken cancellationToken)
    {
        foreach (var job in catalog.All.Where(j => j.RateLimit is not null))
        {
            await using var command = database.Command(DeclareSql, job.Name, job.RateLimit!.PerSecond);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Takes what the limits let through now.</summary>
    /// <returns>The rows, and whether others are held back.</returns>
    public async Task<(List<TakenRow> Rows, bool Held)> TakeAsync(Guid relay, TimeSpan lease, int limit, CancellationToken cancellationToken)
    {
        var waiting = await WaitingAsync(cancellationToken);
        var rows = new List<TakenRow>();
        foreach (var type in waiting)
            rows.AddRange(await TakeAsync(type, relay, lease, limit, cancellationToken));
        return (rows, waiting.Count > 0);
    }

    private async Task<List<string>> WaitingAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(WaitingSql);
        return await command.ListAsync(row => row.GetString(0), cancellationToken);
    }

    private async Task<List<TakenRow>> TakeAsync(string type, Guid relay, TimeSpan lease, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(connection, type, cancellationToken) is not var (perSecond, idle)) return [];

        var (credit, jobs) = new RateLimit(perSecond).Allow(idle);
        if (jobs < 1) return [];
        await using var take = PipelineDatabase.With(new(TakeSql, connection), [relay, lease, limit, type, jobs]);
        List<TakenRow> rows;
        await using (var reader = await take.ExecuteReaderAsync(cancellationToken))
            rows = await OutboxTable.ReadAsync(reader, cancellationToken);
        await using var next = PipelineDatabase.With(new(NextSql, connection), [type, credit - rows.Sum(r => r.Jobs.Length) / perSecond]);
        await next.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    private static async Task<(double PerSecond, double Idle)?> LockAsync(NpgsqlConnection connection, string type, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(LockSql, connection), [type]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetDouble(0), reader.GetDouble(1)) : null;
    }
}
