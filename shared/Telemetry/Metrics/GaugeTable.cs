using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Telemetry.Metrics;

/// <summary>The look at the database for gauges: along indexes, a few rows of each, whatever the tables hold.</summary>
internal sealed class GaugeTable(PipelineDatabase database, PipelineOptions options)
{
    /// <summary>Where the count of a type's dead letters stops.</summary>
    public const int MostDead = 1_000;

    /// <summary>What messages that nobody could read are called.</summary>
    public const string Unreadable = "(unreadable)";

    // Open flows in the order of their ids, which is that of their making.
    private const string AgesSql = """
        select coalesce((select now() - greatest(due.at, 'epoch') from (select least(
                   (select min(m.due_at) from unnest($1) as p(priority) cross join lateral (
                       select due_at from pipeline.outbox where published_at is null and not limited and priority = p.priority and due_at <= now()
                       order by due_at limit 1) m),
                   (select min(m.due_at) from pipeline.rate_limit r cross join lateral (
                       select due_at from pipeline.outbox where published_at is null and limited and type = r.type and due_at <= now()
                       order by due_at limit 1) m)
                   ) as at) due where due.at is not null), interval '0'),
               coalesce((select now() - least(greatest(accepted_at, 'epoch'), now()) from pipeline.flow
                         where id = (select root_id from pipeline.flow where finished_at is null order by root_id limit 1)), interval '0'),
               (select count(*)::int from pipeline.worker
                where released_at is null and heartbeat_at > now() - $2 and heartbeat_at <= now() + $2)
        """;

    // From name to name, so that many dead of one name do not hide the others; counted in the index's order, else a table with many of one name is read whole for each of the others.
    private const string DeadSql = """
        with recursive names as (
            (select type from pipeline.dead_letter where type is not null order by type limit 1)
            union all
            select next.type from names cross join lateral (select type from pipeline.dead_letter d where d.type > names.type order by d.type limit 1) next),
        first_names as (select type from names limit 100)
        select type, (select count(*) from (select from pipeline.dead_letter d where d.type = n.type order by d.reason limit $1) c) from first_names n
        union all
        select null, (select count(*) from (select from pipeline.dead_letter d where d.type is null order by d.reason limit $1) c)
        """;

    private static readonly short[] Priorities = Array.ConvertAll(Enum.GetValues<JobPriority>(), p => (short)p);

    public async Task<GaugeReading> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(AgesSql, Priorities, options.StaleAfter);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var reading = new GaugeReading(reader.GetDuration(0), reader.GetDuration(1), reader.GetInt32(2), []);
        await reader.DisposeAsync();
        return reading with { Dead = await DeadAsync(cancellationToken) };
    }

    private async Task<List<(string Type, long Count)>> DeadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(DeadSql, MostDead);
        return await command.ListAsync(row => (row.IsDBNull(0) ? Unreadable : row.GetString(0), row.GetInt64(1)), cancellationToken);
    }
}
