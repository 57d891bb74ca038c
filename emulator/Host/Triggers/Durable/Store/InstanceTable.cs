using Microsoft.DurableTask.Client;
using Npgsql;
using Pipeline.Emulator.Triggers.Durable.Replay;
using static Pipeline.Emulator.Triggers.Durable.Store.InstanceColumns;

namespace Pipeline.Emulator.Triggers.Durable.Store;

/// <summary>What clients do to instances, from any process.</summary>
internal sealed class InstanceTable(DurableDatabase database, DurableHub hub)
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
            Parameters =
            {
                Value(execution), Value(hub.Name), Value(id), Value(name), Value(input),
                Value(DurableJson.Write(new HistoryEvent.ExecutionStarted(input))),
            },
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

}
