using NpgsqlTypes;
using Pipeline.Database;

namespace Pipeline.Workers;

/// <summary>The statements over <c>pipeline.worker</c>.</summary>
internal sealed class WorkerTable(PipelineDatabase database)
{
    private const string BeatSql = """
        insert into pipeline.worker as w (id, host, claimed, running) values ($1, $2, $3, $4)
        on conflict (id) do update set heartbeat_at = now(), released_at = null, claimed = excluded.claimed, running = excluded.running
        """;

    private const string GoneSql = "update pipeline.worker set released_at = now() where id = $1";

    // A locked row is of a run that commits yet: it ends with its outcome, or is found by the sweep as a released worker's.
    private const string ReleaseSql = """
        update pipeline.outbox set token = null, owner = null, published_at = null, taken_by = null, taken_until = null
        where id = any(array(select id from pipeline.outbox where owner = $1 for update skip locked))
        """;

    private const string ReturnSql = """
        update pipeline.outbox set token = null, owner = null, published_at = null, taken_by = null, taken_until = null
        where id = any(array(select id from pipeline.outbox where owner = $1 and token = any($2) for update skip locked))
        """;

    private const string OldSql = """
        delete from pipeline.worker w where heartbeat_at < now() - interval '1 day' and not exists (select from pipeline.outbox o where o.owner = w.id)
        """;

    public async Task BeatAsync(Guid id, string host, DateTime?[] claimed, DateTime?[] running, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(database.Heartbeats.CreateCommand(BeatSql), [id, host]);
        // With nulls in it, an array's type cannot be told from its values.
        command.Parameters.Add(new() { Value = claimed, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = running, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Lets go of everything that the worker still holds: others take it at once.</summary>
    public async Task<int> ReleaseAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var gone = database.Command(GoneSql, id);
        await gone.ExecuteNonQueryAsync(cancellationToken);
        await using var release = database.Command(ReleaseSql, id);
        return await release.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Sends messages whose run was given up back to the outbox.</summary>
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
