using Npgsql;
using Pipeline.Database;

namespace Pipeline.Flows;

/// <summary>Shows what lies in a flow, a bounded part of it at a time, whatever its size.</summary>
public sealed class FlowTree(PipelineDatabase database)
{
    /// <summary>Nested flows directly below the flow that is asked for; the next page begins after them.</summary>
    public const int Page = 50;

    private const int Below = 5;
    private const int MostFlows = 200;

    private const string ChildrenSql = """
        select c.parent_id, c.id, c.place, c.name, c.kind::text, c.stage::text, c.result::text, c.stopping is not null, c.total,
               p.succeeded, p.dead, p.cancelled, p.expired, (select count(*)::int from pipeline.flow n where n.parent_id = c.id),
               case when c.stage <> 'waiting' then c.began_at end, c.closed_at, c.finished_at
        from unnest($1) as up(id)
        cross join lateral (select * from pipeline.flow where parent_id = up.id and place > $2 order by place limit $3) c
        cross join lateral (
            select coalesce(sum(succeeded), 0)::int as succeeded, coalesce(sum(dead), 0)::int as dead, coalesce(sum(cancelled), 0)::int as cancelled,
                   coalesce(sum(expired), 0)::int as expired
            from pipeline.flow_progress where flow_id = c.id) p
        order by c.parent_id, c.place
        """;

    private const string CountSql = "select count(*)::int from pipeline.flow where parent_id = $1";

    /// <summary>Nested flows below a flow: a page of those directly below it, and the first few below each of these, down to where there are enough.</summary>
    /// <param name="flow">Any flow, nested or not.</param>
    /// <param name="after">Where the page before ended; -1 for the first one.</param>
    /// <param name="cancellationToken">Before a statement is sent.</param>
    public async Task<FlowTreePage> PageAsync(Guid flow, int after, CancellationToken cancellationToken)
    {
        await using var count = database.Command(CountSql, flow);
        var total = (int)(await count.ExecuteScalarAsync(cancellationToken))!;
        if (total == 0) return new([], 0, null);

        var below = new Dictionary<Guid, List<FlowTreeNode>>();
        var level = await ChildrenAsync([flow], after, Page + 1, cancellationToken);
        int? next = level.Count > Page ? level[Page - 1].Node.Place : null;
        level = level[..Math.Min(level.Count, Page)];
        for (var seen = 0; level.Count > 0;)
        {
            foreach (var (parent, node) in level)
                (below.TryGetValue(parent, out var nodes) ? nodes : below[parent] = []).Add(node);
            seen += level.Count;
            Guid[] parents = [.. level.Where(n => n.Node.Nested > 0).Select(n => n.Node.Id).Take((MostFlows - seen) / Below)];
            level = parents.Length == 0 ? [] : await ChildrenAsync(parents, -1, Below, cancellationToken);
        }
        return new(Nodes(flow), total, next);

        FlowTreeNode[] Nodes(Guid parent) => [.. below.GetValueOrDefault(parent, []).Select(n => n with { Flows = Nodes(n.Id) })];
    }

    private async Task<List<(Guid Parent, FlowTreeNode Node)>> ChildrenAsync(Guid[] parents, int after, int each, CancellationToken cancellationToken)
    {
        await using var command = database.Command(ChildrenSql, parents, after, each);
        return await command.ListAsync(row => (row.GetGuid(0), Node(row)), cancellationToken);
    }

    private static FlowTreeNode Node(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(1),
        Place = reader.GetInt32(2),
        Name = reader.GetString(3),
        Kind = reader.GetString(4),
        Stage = FlowNames.Stage(reader.GetString(5)),
        Result = reader.IsDBNull(6) ? null : FlowNames.Result(reader.GetString(6)),
        IsStopping = reader.GetBoolean(7),
        Total = reader.GetInt32(8),
        Succeeded = reader.GetInt32(9),
        Dead = reader.GetInt32(10),
        Cancelled = reader.GetInt32(11),
        Expired = reader.GetInt32(12),
        Nested = reader.GetInt32(13),
        BeganAt = reader.GetTimeOrNull(14),
        ClosedAt = reader.GetTimeOrNull(15),
        FinishedAt = reader.GetTimeOrNull(16),
    };
}
