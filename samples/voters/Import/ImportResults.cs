using Npgsql;

namespace Voters.Import;

/// <summary>
/// Sums up what the jobs of a flow returned, into <c>voters.import_result</c>: once, as a flow may have a million jobs. A result is written with its job's
/// effects, so that the sum is exact.
/// </summary>
/// <remarks>One statement in place of <c>JobContext.ResultsAsync</c>, which streams the same results a page at a time to a body that has to look at each.</remarks>
internal static class ImportResults
{
    // Of a flow that repairs another, what had succeeded is the other's. A job that is replayed by itself comes too late for its own flow's report.
    private const string AddSql = """
        with recursive line as (
            select id, replay_of from pipeline.flow where id = $1
            union all select o.id, o.replay_of from line l join pipeline.flow o on o.id = l.replay_of)
        insert into voters.import_result (flow_id, import_id, registered, updated)
        select $1, $2, coalesce(sum((result::json->>'new')::bigint), 0), coalesce(sum((result::json->>'updated')::bigint), 0)
        from pipeline.job where flow_id in (select id from line) and flow_index >= 0 and status = 'succeeded' and (generation = 0 or flow_id <> $1)
        on conflict do nothing
        """;

    // The same of several flows, for whoever only looks.
    private const string SumSql = """
        with recursive line as (
            select id as flow_id, id, replay_of from pipeline.flow where id = any($1)
            union all select l.flow_id, o.id, o.replay_of from line l join pipeline.flow o on o.id = l.replay_of)
        select l.flow_id, coalesce(sum((j.result::json->>'new')::bigint), 0)::bigint, coalesce(sum((j.result::json->>'updated')::bigint), 0)::bigint
        from line l left join pipeline.job j on j.flow_id = l.id and j.flow_index >= 0 and j.status = 'succeeded' and (j.generation = 0 or j.flow_id <> l.flow_id)
        group by l.flow_id
        """;

    /// <summary>What flows registered and updated, as their jobs say.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="flows">All of their members have ended.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="NpgsqlException">It took longer; the cause is a <see cref="TimeoutException"/>.</exception>
    public static async Task<List<(Guid Flow, long Registered, long Updated)>> SumAsync(
        NpgsqlConnection connection, Guid[] flows, TimeSpan limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SumSql, connection) { CommandTimeout = (int)limit.TotalSeconds, Parameters = { new() { Value = flows } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sums = new List<(Guid, long, long)>();
        while (await reader.ReadAsync(cancellationToken)) sums.Add((reader.GetGuid(0), reader.GetInt64(1), reader.GetInt64(2)));
        return sums;
    }

    /// <param name="connection">Where; in its transaction, if one is open.</param>
    /// <param name="flow">All of its members have ended.</param>
    /// <param name="import">The import that it works for.</param>
    /// <param name="cancellationToken">The handler's own: the job's time limit ends the statement.</param>
    public static async Task AddAsync(NpgsqlConnection connection, Guid flow, Guid import, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(AddSql, connection) { CommandTimeout = 0, Parameters = { new() { Value = flow }, new() { Value = import } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
