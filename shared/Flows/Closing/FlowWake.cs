using Npgsql;

namespace Pipeline.Flows;

/// <summary>Asks for a look at a flow: a row of the outbox that names the outermost flow, which the relay publishes and then forgets. Losing one costs time only.</summary>
internal static class FlowWake
{
    private const string Sql = "insert into pipeline.outbox (id, type, version, jobs, priority, wake) values (gen_random_uuid(), 'flow', 1, '{}', 1, $1)";

    /// <summary>Stops flows (<c>$1</c>) that fail fast as a member of them failed, and asks for a look at those that it stops.</summary>
    public const string FailSql = """
        with failed as (
            update pipeline.flow set stopping = 'failed' where id = any($1) and fail_fast and stopping is null and stage in ('waiting', 'members') returning root_id)
        insert into pipeline.outbox (id, type, version, jobs, priority, wake) select gen_random_uuid(), 'flow', 1, '{}', 1, root_id from failed
        """;

    public static async Task AddAsync(NpgsqlConnection connection, Guid root, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = root } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
