using Npgsql;

namespace Pipeline.Flows;

/// <summary>Asks for a look at a flow: a row of the outbox that names the outermost flow, which the relay publishes and then forgets. Losing one costs time only.</summary>
internal static class FlowWake
{
    /// <summary>What wakes are called in the outbox, where jobs have their type.</summary>
    public const string Type = "flow";

    private const string Sql = "insert into pipeline.outbox (id, type, version, jobs, priority, wake) values (gen_random_uuid(), 'flow', 1, '{}', 1, $1)";

    public static NpgsqlBatchCommand Command(Guid root) => new(Sql) { Parameters = { new() { Value = root } } };

    public static async Task AddAsync(NpgsqlConnection connection, Guid root, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = root } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
