using Microsoft.DurableTask.Client;
using Npgsql;
using Pipeline.Emulator.Triggers.Durable.Replay;

namespace Pipeline.Emulator.Triggers.Durable.Store;

/// <summary>Reads what turns need, and what a process that takes a hub finds pending.</summary>
internal sealed class TurnReader(DurableDatabase database, DurableHub hub)
{
    private const string Instances = "select execution_id, id, name, status from emulator_durable.instance where execution_id = any($1)";

    private const string Histories = """
        select execution_id, event from emulator_durable.history where execution_id = any($1) order by execution_id, sequence
        """;

    private const string Messages = "select execution_id, event, id from emulator_durable.message where execution_id = any($1) order by id";

    private const string WithMessages = """
        select distinct execution_id from emulator_durable.message join emulator_durable.instance using (execution_id) where hub = $1
        """;

    private const string Tasks = """
        select execution_id, a.event from emulator_durable.activity a join emulator_durable.instance using (execution_id) where hub = $1
        union all
        select execution_id, t.event from emulator_durable.timer t join emulator_durable.instance using (execution_id) where hub = $1
        """;

    /// <summary>Executions that are no more are left out.</summary>
    public async Task<Dictionary<Guid, ExecutionState>> ReadAsync(Guid[] executions, CancellationToken cancellationToken)
    {
        var source = await database.OpenAsync(cancellationToken);
        await using var batch = source.CreateBatch();
        foreach (var sql in (string[])[Instances, Histories, Messages])
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = executions } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var states = new Dictionary<Guid, ExecutionState>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var status = (OrchestrationRuntimeStatus)reader.GetInt16(3);
            var ended = status is not (OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Running);
            states[reader.GetGuid(0)] = new ExecutionState(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), ended);
        }
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            if (states.TryGetValue(reader.GetGuid(0), out var state)) state.History.Add(DurableJson.Read(reader.GetString(1)));
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            if (states.TryGetValue(reader.GetGuid(0), out var state))
                state.Messages.Add((reader.GetInt64(2), DurableJson.Read(reader.GetString(1))));
        return states;
    }

    /// <summary>The executions of the hub that somebody has sent something.</summary>
    public async Task<List<Guid>> WithMessagesAsync(CancellationToken cancellationToken)
    {
        var found = new List<Guid>();
        await ForEachAsync(WithMessages, reader => found.Add(reader.GetGuid(0)), cancellationToken);
        return found;
    }

    /// <summary>The activities and timers of the hub that are not done.</summary>
    public async Task<List<(Guid Execution, HistoryEvent Task)>> PendingTasksAsync(CancellationToken cancellationToken)
    {
        var found = new List<(Guid, HistoryEvent)>();
        await ForEachAsync(Tasks, reader => found.Add((reader.GetGuid(0), DurableJson.Read(reader.GetString(1)))), cancellationToken);
        return found;
    }

    private async Task ForEachAsync(string sql, Action<NpgsqlDataReader> row, CancellationToken cancellationToken)
    {
        var source = await database.OpenAsync(cancellationToken);
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = hub.Name });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) row(reader);
    }
}
