using Npgsql;

namespace Pipeline.Flows;

/// <summary>
/// Wakes the orchestration of a flow, or starts it: a row of the outbox that names the outermost flow, which the relay publishes and then forgets. Losing one costs
/// time only.
/// </summary>
internal static class FlowWake
{
    private const string Sql =
        "insert into pipeline.outbox (id, type, version, jobs, priority, wake, due_at) values (gen_random_uuid(), 'flow', 1, '{}', 1, $1, now() + $2)";

    // A flow that was quicker has no orchestration.
    private const string EndedSql = """
        insert into pipeline.outbox (id, type, version, jobs, priority, wake)
        select gen_random_uuid(), 'flow', 1, '{}', 1, id from pipeline.flow where id = $1 and accepted_at + $2 <= now()
        """;

    /// <summary>Stops flows (<c>$1</c>) that fail fast as a member of them failed, and asks for a look at those that it stops.</summary>
    public const string FailSql = """
        with failed as (
            update pipeline.flow set stopping = 'failed' where id = any($1) and fail_fast and stopping is null and stage in ('waiting', 'members') returning root_id)
        insert into pipeline.outbox (id, type, version, jobs, priority, wake) select gen_random_uuid(), 'flow', 1, '{}', 1, root_id from failed
        """;

    /// <summary>Asks for a look at the flow now.</summary>
    public static Task AddAsync(NpgsqlConnection connection, Guid root, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, Sql, root, TimeSpan.Zero, cancellationToken);

    /// <summary>Asks for the orchestration of a flow that starts. One without members needs it at once: no member's end will close it.</summary>
    public static Task StartedAsync(NpgsqlConnection connection, Guid root, int members, TimeSpan orchestrateAfter, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, Sql, root, members == 0 ? TimeSpan.Zero : orchestrateAfter, cancellationToken);

    /// <summary>Lets the orchestration of a flow that has ended end as well, where it may have one.</summary>
    public static Task EndedAsync(NpgsqlConnection connection, Guid root, TimeSpan orchestrateAfter, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, EndedSql, root, orchestrateAfter, cancellationToken);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, Guid root, TimeSpan after, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = root }, new() { Value = after } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
