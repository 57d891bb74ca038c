using Npgsql;
using Pipeline.Database;

namespace Pipeline.Flows;

/// <summary>Starts what a flow held back: the next step of a chain, or a nested flow; in the transaction of what came before it.</summary>
internal static class FlowSteps
{
    private const string NextSql = """
        select f.kind = 'chain' and f.stopping is null and $2 < f.total, f.root_id, (select c.id from pipeline.flow c where c.parent_id = f.id and c.place = $2)
        from pipeline.flow f where f.id = $1
        """;

    private const string JobStepSql =
        "update pipeline.outbox set due_at = now(), scheduled_at = now() where flow_id = $1 and step = $2 and due_at = 'infinity'";

    private const string BeginSql = """
        update pipeline.flow set stage = 'members', began_at = now(), released = case when kind = 'chain' then total else released end
        where id = $1 and stage = 'waiting' and stopping is null returning kind = 'chain', max_parallel, total, root_id
        """;

    // No message holds more members than may run at a time, so that the first fits once nobody runs. One after the other, until there is no more room:
    // to ask hundreds of messages how many jobs they name took longer than running them.
    internal const string MembersSql = """
        with recursive first as (
            (select id, cardinality(jobs) as jobs from pipeline.outbox where flow_id = $1 and due_at = 'infinity' order by id limit 1)
            union all
            select next.id, first.jobs + next.jobs from first, lateral (
                select id, cardinality(jobs) as jobs from pipeline.outbox where flow_id = $1 and due_at = 'infinity' and id > first.id order by id limit 1) next
            where first.jobs < $2),
        held as (
            select id from pipeline.outbox where id = any(array(select id from first where jobs <= $2)) and due_at = 'infinity' for update skip locked),
        released as (
            update pipeline.outbox set due_at = now(), scheduled_at = now() where id = any(array(select id from held)) returning cardinality(jobs) as jobs)
        select coalesce(sum(jobs), 0)::int from released
        """;

    // Who holds one stops it: waiting for that with its parent locked would turn the order of locks round.
    private const string NestedSql = """
        select id from pipeline.flow where parent_id = $1 and stage = 'waiting' and stopping is null and finished_at is null order by place limit $2 for no key update skip locked
        """;

    private const string ReleasedSql = "update pipeline.flow set released = released + $2 where id = $1";

    /// <summary>Releases the step after <paramref name="step"/> where <paramref name="flow"/> is a chain that has one.</summary>
    public static async Task NextAsync(NpgsqlConnection connection, Guid flow, int step, CancellationToken cancellationToken)
    {
        Guid? nested;
        await using (var command = PipelineDatabase.With(new(NextSql, connection), [flow, step + 1]))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken) || !reader.GetBoolean(0)) return;
            nested = reader.IsDBNull(2) ? null : reader.GetGuid(2);
        }
        if (nested is { } begun)
            await BeginAsync(connection, begun, cancellationToken);
        else
            await ExecuteAsync(connection, JobStepSql, cancellationToken, flow, step + 1);
    }

    /// <summary>Starts a nested flow that waits, with what is first in it.</summary>
    public static async Task BeginAsync(NpgsqlConnection connection, Guid flow, CancellationToken cancellationToken)
    {
        bool chain;
        int parallel, total;
        Guid root;
        await using (var command = PipelineDatabase.With(new(BeginSql, connection), [flow]))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken)) return;
            (chain, parallel, total, root) = (reader.GetBoolean(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetGuid(3));
        }
        if (chain && total > 0)
            await NextAsync(connection, flow, -1, cancellationToken);
        // Nobody in it will ever end: somebody has to look.
        else if (chain || await ReleaseAsync(connection, flow, parallel, cancellationToken) == 0)
            await FlowWake.AddAsync(connection, root, cancellationToken);
    }

    /// <summary>Lets the next members of a group go: jobs, then nested flows.</summary>
    /// <returns>How many, up to <paramref name="room"/>.</returns>
    public static async Task<int> ReleaseAsync(NpgsqlConnection connection, Guid group, int room, CancellationToken cancellationToken)
    {
        await using var members = PipelineDatabase.With(new(MembersSql, connection), [group, room]);
        var released = (int)(await members.ExecuteScalarAsync(cancellationToken))!;
        if (released < room)
            foreach (var nested in await NestedAsync(connection, group, room - released, cancellationToken))
            {
                await BeginAsync(connection, nested, cancellationToken);
                released++;
            }
        if (released > 0) await ExecuteAsync(connection, ReleasedSql, cancellationToken, group, released);
        return released;
    }

    private static async Task<List<Guid>> NestedAsync(NpgsqlConnection connection, Guid group, int most, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(NestedSql, connection), [group, most]);
        return await command.ListAsync(row => row.GetGuid(0), cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = PipelineDatabase.With(new(sql, connection), values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
