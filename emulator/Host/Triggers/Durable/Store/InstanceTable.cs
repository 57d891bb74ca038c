using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Emulator.Triggers.Durable.Replay;

namespace Pipeline.Emulator.Triggers.Durable.Store;

/// <summary>What clients do to instances, from any process.</summary>
internal sealed class InstanceTable(DurableDatabase database, DurableHub hub, DurableJson json)
{
    private const string DeleteEnded = "delete from emulator_durable.instance where hub = $1 and id = $2 and status in (1, 3, 5)";

    private const string Insert = """
        with started as (
            insert into emulator_durable.instance (execution_id, hub, id, name, status, input) values ($1, $2, $3, $4, 6, $5)
            on conflict (hub, id) do nothing returning execution_id
        )
        insert into emulator_durable.message (execution_id, event) select execution_id, $6 from started
        """;

    // Where the instance ends at this very moment the message stays, and a later turn throws it away.
    private const string Tell = """
        insert into emulator_durable.message (execution_id, event)
        select execution_id, $3 from emulator_durable.instance where hub = $1 and id = $2 and status in (0, 6)
        returning execution_id
        """;

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

    private const string Delete = "delete from emulator_durable.instance where hub = $1 and id = $2";

    private const string DeleteMany = """
        delete from emulator_durable.instance
        where hub = $1 and ($2 is null or created_at >= $2) and ($3 is null or created_at <= $3)
            and status in (1, 3, 5) and ($4 is null or status = any($4))
        """;

    /// <summary>The new execution, or null if the id is not free.</summary>
    public async Task<Guid?> StartAsync(string id, string name, string? input, CancellationToken cancellationToken)
    {
        var execution = Guid.CreateVersion7();
        var source = await database.OpenAsync(cancellationToken);
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(DeleteEnded) { Parameters = { Value(hub.Name), Value(id) } });
        var insert = new NpgsqlBatchCommand(Insert)
        {
            Parameters = { Value(execution), Value(hub.Name), Value(id), Value(name), Value(input), Value(DurableJson.Write(new HistoryEvent.ExecutionStarted(input))) },
        };
        batch.BatchCommands.Add(insert);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return insert.RecordsAffected > 0 ? execution : null;
    }

    /// <summary>The execution that will hear of it, or null if there is none that runs.</summary>
    public async Task<Guid?> TellAsync(string id, HistoryEvent happened, CancellationToken cancellationToken)
    {
        var source = await database.OpenAsync(cancellationToken);
        await using var command = source.CreateCommand(Tell);
        command.Parameters.AddRange((NpgsqlParameter[])[Value(hub.Name), Value(id), Value(DurableJson.Write(happened))]);
        return (Guid?)await command.ExecuteScalarAsync(cancellationToken);
    }

    public async Task<OrchestrationMetadata?> FindAsync(string id, bool withValues, CancellationToken cancellationToken) =>
        (await QueryAsync(Find, [Value(hub.Name), Value(id)], withValues, cancellationToken)).SingleOrDefault();

    /// <summary>The next page after the id <paramref name="after"/>.</summary>
    public Task<List<OrchestrationMetadata>> ListAsync(OrchestrationQuery query, string after, CancellationToken cancellationToken) => QueryAsync(
        List,
        [
            Value(hub.Name), Value(after), Value(query.InstanceIdPrefix ?? ""), Time(query.CreatedFrom), Time(query.CreatedTo),
            Statuses(query.Statuses), Value(query.PageSize),
        ],
        query.FetchInputsAndOutputs,
        cancellationToken);

    /// <summary>How many were deleted: one or none.</summary>
    public Task<int> DeleteAsync(string id, CancellationToken cancellationToken) =>
        ExecuteAsync(Delete, [Value(hub.Name), Value(id)], cancellationToken);

    /// <summary>How many that had ended were deleted.</summary>
    public Task<int> DeleteAsync(PurgeInstancesFilter filter, CancellationToken cancellationToken) => ExecuteAsync(
        DeleteMany, [Value(hub.Name), Time(filter.CreatedFrom), Time(filter.CreatedTo), Statuses(filter.Statuses)], cancellationToken);

    private async Task<int> ExecuteAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        var source = await database.OpenAsync(cancellationToken);
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
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

    private static NpgsqlParameter Value<T>(T value) => value is null
        ? new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = DBNull.Value }
        : new NpgsqlParameter<T> { TypedValue = value };

    private static NpgsqlParameter Time(DateTimeOffset? time) => new()
    {
        NpgsqlDbType = NpgsqlDbType.TimestampTz,
        Value = time is { } given ? given.ToUniversalTime() : DBNull.Value,
    };

    private static NpgsqlParameter Statuses(IEnumerable<OrchestrationRuntimeStatus>? statuses) => new()
    {
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint,
        Value = statuses?.Select(status => (short)status).ToArray() ?? (object)DBNull.Value,
    };
}
