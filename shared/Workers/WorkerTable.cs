using Npgsql;
using NpgsqlTypes;
using Pipeline.Database;

namespace Pipeline.Workers;

/// <summary>The statements over <c>pipeline.worker</c>.</summary>
internal sealed class WorkerTable(PipelineDatabase database)
{
    // Ages, as the process does not know the database's clock.
    private const string BeatSql = """
        insert into pipeline.worker as w (id, host, claimed, running, served)
        values ($1, $2, $3, $4, array(select now() - age from unnest($5) with ordinality as a(age, n) order by n))
        on conflict (id) do update
        set heartbeat_at = now(), released_at = null, claimed = excluded.claimed, running = excluded.running, served = excluded.served
        returning heartbeat_at
        """;

    private const string OwnedSql = "select token from pipeline.outbox where owner = $1";

    private const string GoneSql = "update pipeline.worker set released_at = now() where id = $1";

    // A locked row is of a run that commits yet: it ends with its outcome, or is found by the sweep as a released worker's. What comes back has
    // started, and expires no more; it was due, whatever the clock says since.
    private const string ReleaseSql = """
        update pipeline.outbox set token = null, owner = null, published_at = null, taken_by = null, taken_until = null, due_at = least(due_at, now()), expires_at = null
        where id = any(array(select id from pipeline.outbox where owner = $1 for update skip locked))
        """;

    private const string ReturnSql = """
        update pipeline.outbox set token = null, owner = null, published_at = null, taken_by = null, taken_until = null, due_at = least(due_at, now()), expires_at = null
        where id = any(array(select id from pipeline.outbox where owner = $1 and token = any($2) for update skip locked))
        """;

    private const string OldSql = """
        delete from pipeline.worker w where heartbeat_at < now() - interval '1 day' and not exists (select from pipeline.outbox o where o.owner = w.id)
        """;

    /// <returns>The database's clock, and the tokens of all that the worker owns.</returns>
    public async Task<(DateTime Now, List<Guid> Owned)> BeatAsync(Guid id, string host, LanePositions lanes, CancellationToken cancellationToken)
    {
        var (claimed, running) = lanes.Read();
        await using var connection = await database.Heartbeats.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        // With nulls in it, an array's type cannot be told from its values.
        batch.BatchCommands.Add(new(BeatSql)
        {
            Parameters =
            {
                new() { Value = id },
                new() { Value = host },
                new() { Value = claimed, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
                new() { Value = running, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
                new() { Value = lanes.ReadIdle(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Interval },
            },
        });
        batch.BatchCommands.Add(new(OwnedSql) { Parameters = { new() { Value = id } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var now = reader.GetTime(0);
        await reader.NextResultAsync(cancellationToken);
        var owned = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            owned.Add(reader.GetGuid(0));
        return (now, owned);
    }

    /// <summary>The tokens of all that the worker owns.</summary>
    public async Task<List<Guid>> OwnedAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command(OwnedSql, id);
        return await command.ListAsync(row => row.GetGuid(0), cancellationToken);
    }

    /// <summary>Lets go of everything that the worker still holds: others take it at once.</summary>
    public async Task<int> ReleaseAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var gone = database.Command(GoneSql, id);
        await gone.ExecuteNonQueryAsync(cancellationToken);
        await using var release = database.Command(ReleaseSql, id);
        return await release.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Sends messages that the worker owns and does not work on back to the outbox.</summary>
    public async Task ReturnAsync(Guid id, Guid[] tokens, CancellationToken cancellationToken)
    {
        await using var command = database.Command(ReturnSql, id, tokens);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes workers that have been gone for a day.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(OldSql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
