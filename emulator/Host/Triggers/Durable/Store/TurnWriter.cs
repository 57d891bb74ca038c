using System.Text.Json;
using Npgsql;
using static Pipeline.Emulator.Triggers.Durable.Replay.HistoryEvent;

namespace Pipeline.Emulator.Triggers.Durable.Store;

/// <summary>Writes turns down: all that they took and all that they decided, in one statement.</summary>
internal sealed class TurnWriter(DurableDatabase database, DurableHub hub)
{
    // One statement, so that a process which freezes or dies leaves no transaction open. "held" waits for a process that takes the hub,
    // and finds nothing then (fencing); "turn" finds nothing where the instance was purged or started anew.
    private const string Commit = """
        with held as (
            select from emulator_durable.hub where name = $1 and token = $2 for share
        ), turn as (
            update emulator_durable.instance set
                status = t.status, output = t.output, custom_status = t.custom_status, failure = t.failure, updated_at = clock_timestamp()
            from unnest($3::uuid[], $4::smallint[], $5::text[], $6::text[], $7::text[]) t (execution_id, status, output, custom_status, failure)
            where instance.execution_id = t.execution_id and exists (select from held)
            returning instance.execution_id, t.status
        ), ended as (
            select execution_id from turn where status <> 0
        ), history as (
            insert into emulator_durable.history (execution_id, sequence, event)
            select execution_id, sequence, event
            from unnest($8::uuid[], $9::int[], $10::text[]) h (execution_id, sequence, event) join turn using (execution_id)
        ), message as (
            delete from emulator_durable.message using (
                select id from unnest($11) m (id) where exists (select from held)
                union select id from emulator_durable.message join ended using (execution_id)) taken
            where message.id = taken.id
        ), activity_done as (
            delete from emulator_durable.activity using (
                select execution_id, task_id from unnest($12::uuid[], $13::int[]) a (execution_id, task_id) join turn using (execution_id)
                union select execution_id, task_id from emulator_durable.activity join ended using (execution_id)) done
            where activity.execution_id = done.execution_id and activity.task_id = done.task_id
        ), timer_done as (
            delete from emulator_durable.timer using (
                select execution_id, task_id from unnest($12::uuid[], $13::int[]) t (execution_id, task_id) join turn using (execution_id)
                union select execution_id, task_id from emulator_durable.timer join ended using (execution_id)) done
            where timer.execution_id = done.execution_id and timer.task_id = done.task_id
        ), activity as (
            insert into emulator_durable.activity (execution_id, task_id, event)
            select execution_id, task_id, event
            from unnest($14::uuid[], $15::int[], $16::text[]) a (execution_id, task_id, event) join turn using (execution_id)
        ), timer as (
            insert into emulator_durable.timer (execution_id, task_id, event)
            select execution_id, task_id, event
            from unnest($17::uuid[], $18::int[], $19::text[]) t (execution_id, task_id, event) join turn using (execution_id)
        )
        select exists (select from held), array(select execution_id from turn)
        """;

    /// <summary>The executions whose turns stand, or null if another process has the hub: nothing was written then.</summary>
    public async Task<HashSet<Guid>?> CommitAsync(long token, IReadOnlyCollection<PlayedTurn> turns, CancellationToken cancellationToken)
    {
        var source = await database.OpenAsync(cancellationToken);
        await using var command = source.CreateCommand(Commit);
        Add(hub.Name);
        Add(token);
        foreach (var column in Columns(turns)) command.Parameters.Add(column);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetBoolean(0) ? [.. reader.GetFieldValue<Guid[]>(1)] : null;

        void Add<T>(T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
    }

    private static IEnumerable<NpgsqlParameter> Columns(IReadOnlyCollection<PlayedTurn> turns)
    {
        var played = turns.Where(turn => turn.Outcome is not null).Select(turn => (turn.State, Outcome: turn.Outcome!)).ToList();
        yield return Array(played.Select(turn => turn.State.ExecutionId));
        yield return Array(played.Select(turn => (short)turn.Outcome.Status));
        yield return Array(played.Select(turn => turn.Outcome.Output));
        yield return Array(played.Select(turn => turn.Outcome.CustomStatus));
        yield return Array(played.Select(turn => turn.Outcome.Failure is { } failure ? JsonSerializer.Serialize(failure) : null));

        var events = played.SelectMany(turn => turn.Outcome.Events.Select((happened, i) =>
            (turn.State.ExecutionId, Sequence: turn.State.History.Count + i, Event: DurableJson.Write(happened)))).ToList();
        yield return Array(events.Select(row => row.ExecutionId));
        yield return Array(events.Select(row => row.Sequence));
        yield return Array(events.Select(row => row.Event));

        yield return Array(turns.SelectMany(turn => turn.State.Messages).Select(message => message.Id));

        var done = turns.SelectMany(turn => turn.Arrived.Select(arrived => (turn.State.ExecutionId, arrived.TaskOf))).ToList();
        yield return Array(done.Select(row => row.ExecutionId));
        yield return Array(done.Select(row => row.TaskOf));

        foreach (var type in (Type[])[typeof(TaskScheduled), typeof(TimerCreated)])
        {
            var asked = played
                .Where(turn => !turn.Outcome.HasEnded)
                .SelectMany(turn => turn.Outcome.Events.Where(type.IsInstanceOfType)
                    .Select(task => (turn.State.ExecutionId, task.TaskOf, Event: DurableJson.Write(task)))).ToList();
            yield return Array(asked.Select(row => row.ExecutionId));
            yield return Array(asked.Select(row => row.TaskOf));
            yield return Array(asked.Select(row => row.Event));
        }
    }

    private static NpgsqlParameter<T[]> Array<T>(IEnumerable<T> values) => new() { TypedValue = [.. values] };
}
