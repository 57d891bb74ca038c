using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Npgsql;
using static Pipeline.Emulator.Triggers.Durable.Store.InstanceColumns;

namespace Pipeline.Emulator.Triggers.Durable.Store;

/// <summary>What clients ask of instances, from any process.</summary>
internal sealed class InstanceQueries(DurableDatabase database, DurableHub hub, DurableJson json)
{
    private const string Find = """
        select id, name, status, created_at, updated_at, input, output, custom_status, failure from emulator_durable.instance
        where hub = $1 and id = $2
        """;

    // By id, so that a page begins after the last one's end whatever has changed between.
    private const string List = """
        select id, name, status, created_at, updated_at, input, output, custom_status, failure from emulator_durable.instance
        where hub = $1 and id > $2 and starts_with(id, $3)
            and ($4 is null or created_at >= $4) and ($5 is null or created_at <= $5) and ($6 is null or status = any($6))
        order by id limit $7
        """;

    public async Task<OrchestrationMetadata?> FindAsync(string id, bool withValues, CancellationToken cancellationToken) =>
        (await QueryAsync(Find, [Value(hub.Name), Value(id)], withValues, cancellationToken)).SingleOrDefault();

    /// <summary>The next page after the id <paramref name="after"/>.</summary>
    public Task<List<OrchestrationMetadata>> ListAsync(OrchestrationQuery query, string after, CancellationToken cancellationToken)
    {
        NpgsqlParameter[] parameters =
        [
            Value(hub.Name), Value(after), Value(query.InstanceIdPrefix ?? ""), Time(query.CreatedFrom), Time(query.CreatedTo),
            Statuses(query.Statuses), Value(query.PageSize),
        ];
        return QueryAsync(List, parameters, query.FetchInputsAndOutputs, cancellationToken);
    }

    private async Task<List<OrchestrationMetadata>> QueryAsync(
        string sql, NpgsqlParameter[] parameters, bool withValues, CancellationToken cancellationToken)
    {
        var source = await database.OpenAsync(cancellationToken);
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<OrchestrationMetadata>();
        while (await reader.ReadAsync(cancellationToken)) found.Add(Read(reader, withValues));
        return found;
    }

    private OrchestrationMetadata Read(NpgsqlDataReader reader, bool withValues)
    {
        var failure = Text(8);
        return new OrchestrationMetadata(reader.GetString(1), reader.GetString(0))
        {
            RuntimeStatus = (OrchestrationRuntimeStatus)reader.GetInt16(2),
            CreatedAt = reader.GetFieldValue<DateTimeOffset>(3),
            LastUpdatedAt = reader.GetFieldValue<DateTimeOffset>(4),
            SerializedInput = Text(5),
            SerializedOutput = Text(6),
            SerializedCustomStatus = Text(7),
            FailureDetails = failure is null ? null : JsonSerializer.Deserialize<TaskFailureDetails>(failure),
            Json = withValues ? json.Options : null,
        };

        string? Text(int column) => withValues && !reader.IsDBNull(column) ? reader.GetString(column) : null;
    }
}
