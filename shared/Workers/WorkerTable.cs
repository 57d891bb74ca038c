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

    private const string ReleaseSql = """
        with gone as (update pipeline.worker set released_at = now() where id = $1)
        update pipeline.outbox set token = null, owner = null, published_at = null, taken_by = null, taken_until = null where owner = $1
        """;

    private const string ReturnSql =
        "update pipeline.outbox set token = null, owner = null, published_at = null, taken_by = null, taken_until = null where token = any($1)";

    public async Task BeatAsync(Guid id, string host, DateTime?[] claimed, DateTime?[] running, CancellationToken cancellationToken)
    {
        await using var command = database.Command(BeatSql, id, host);
        // With nulls in it, an array's type cannot be told from its values.
        command.Parameters.Add(new() { Value = claimed, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = running, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Lets go of everything that the worker still holds: others take it at once.</summary>
    public async Task<int> ReleaseAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command(ReleaseSql, id);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Sends messages whose run was given up back to the outbox.</summary>
    public async Task ReturnAsync(Guid[] tokens, CancellationToken cancellationToken)
    {
        await using var command = database.Command(ReturnSql, tokens);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
