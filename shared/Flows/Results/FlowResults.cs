using System.Runtime.CompilerServices;
using Npgsql;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Flows;

/// <summary>Reads what came before a job in its flow, a page at a time: a body its members' results, a step the result of the step before.</summary>
internal sealed class FlowResults(PipelineDatabase database, ClaimCheck claims) : IJobResults
{
    private const int Page = 500;

    private const string FlowSql = """
        select f.kind = 'chain', f.parent_id, f.place, f.replay_of, f.replay_from, exists (select from pipeline.flow_callback b where b.flow_id = f.id and b.role = 'body'),
               least(f.total - 1,
                     (select min(j.flow_index) from pipeline.job j where f.kind = 'chain' and j.flow_id = f.id and j.flow_index >= 0 and j.status <> 'succeeded'),
                     (select min(c.place) from pipeline.flow c where f.kind = 'chain' and c.parent_id = f.id and c.result <> 'succeeded'))
        from pipeline.flow f where f.id = $1
        """;

    // Of a flow that was made to repair another, the members that had succeeded are the other's; a chain goes on where the other had stopped.
    private const string MembersSql = """
        with recursive line as (
            select id, replay_of, replay_from, 0 as nth from pipeline.flow where id = $1
            union all select o.id, o.replay_of, o.replay_from, l.nth + 1 from line l join pipeline.flow o on o.id = l.replay_of),
        repaired as (select id, (sum(replay_from) over (order by nth desc))::int as first from line)
        select first + place, member.id, status, result, result_blob, error, nested from repaired r cross join lateral (
            (select j.flow_index as place, j.id, j.status::text, j.result, j.result_blob, j.error, null::uuid as nested
             from pipeline.job j where j.flow_id = r.id and j.flow_index > greatest($2 - first, -1) and (r.id = $1 or j.status = 'succeeded') order by j.flow_index limit $3)
            union all
            (select c.place, null, coalesce(c.result::text, 'queued'), null, null, null, c.id
             from pipeline.flow c where c.parent_id = r.id and c.place > $2 - first and (r.id = $1 or c.result = 'succeeded') order by c.place limit $3)) member
        order by 1 limit $3
        """;

    private const string JobSql = "select flow_index, id, status::text, result, result_blob, error, null::uuid from pipeline.job where flow_id = $1 and flow_index = $2";

    private const string NestedSql = "select id from pipeline.flow where parent_id = $1 and place = $2";

    /// <summary>What came before the job at this place of the flow.</summary>
    public async IAsyncEnumerable<MemberResult> BeforeAsync(Guid flow, int index, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (index < 0)
        {
            await foreach (var member in MembersAsync(flow, cancellationToken)) yield return member;
            // An error callback may follow a body that failed.
            if (index == FlowPlace.OnError)
                await foreach (var body in AtAsync(flow, FlowPlace.Body, cancellationToken)) yield return body;
            yield break;
        }
        for (var place = index; await FindAsync(flow, cancellationToken) is { } found;)
            if (found.IsChain && place > 0)
            {
                await foreach (var result in AtAsync(flow, place - 1, cancellationToken)) yield return result;
                yield break;
            }
            // The first step of a chain that repairs another one is at its place there; what is first in a nested flow follows what its flow follows.
            else if (found is { IsChain: true, ReplayOf: { } repaired })
                (flow, place) = (repaired, found.ReplayFrom);
            else if (found.Parent is { } parent)
                (flow, place) = (parent, found.Place!.Value);
            else
                yield break;
    }

    private async IAsyncEnumerable<MemberResult> MembersAsync(Guid flow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = -1;
        while (true)
        {
            var page = await PageAsync(MembersSql, cancellationToken, flow, last, Page);
            foreach (var (member, nested) in page)
            {
                last = member.Index;
                if (nested is { } inner)
                    await foreach (var result in OfAsync(inner, member, cancellationToken)) yield return result with { Index = member.Index };
                else yield return member;
            }
            if (page.Count < Page) yield break;
        }
    }

    /// <summary>The result of a nested flow: its body's, its last step's or that of the step that failed, or all of its members'.</summary>
    private async IAsyncEnumerable<MemberResult> OfAsync(Guid flow, MemberResult shown, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await FindAsync(flow, cancellationToken) is not { } found) yield break;
        if (!found.HasBody && !found.IsChain)
        {
            await foreach (var member in MembersAsync(flow, cancellationToken)) yield return member;
            yield break;
        }
        var any = false;
        // Where it failed, its body may never have come to be.
        foreach (var place in found.HasBody && found.IsChain ? [FlowPlace.Body, found.LastStep] : new[] { found.HasBody ? FlowPlace.Body : found.LastStep })
        {
            await foreach (var result in AtAsync(flow, place, cancellationToken))
            {
                any = true;
                yield return result;
            }
            if (any) yield break;
        }
        yield return shown with { JobId = flow };
    }

    private async IAsyncEnumerable<MemberResult> AtAsync(Guid flow, int place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (job, _) in await PageAsync(JobSql, cancellationToken, flow, place)) yield return job;
        await using var command = database.Command(NestedSql, flow, place);
        if (await command.ExecuteScalarAsync(cancellationToken) is not Guid nested) yield break;
        var shown = new MemberResult { JobId = nested, Index = place, Status = "cancelled", Result = null, Error = null };
        await foreach (var result in OfAsync(nested, shown, cancellationToken)) yield return result;
    }

    private async Task<List<(MemberResult Member, Guid? Nested)>> PageAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        // By index: in a database that was never analyzed other plans would sort all members for each page.
        await using var command = PipelineDatabase.With(database.Marks.CreateCommand(sql), values);
        var rows = await command.ListAsync(
            row => (Member: Read(row), Result: new ClaimedText(Text(row, 3), Text(row, 4)), Nested: row.IsDBNull(6) ? (Guid?)null : row.GetGuid(6)), cancellationToken);
        var members = new List<(MemberResult, Guid?)>(rows.Count);
        foreach (var (member, result, nested) in rows)
            members.Add((member with { Result = await claims.ReadAsync(result, cancellationToken) }, nested));
        return members;
    }

    private static MemberResult Read(NpgsqlDataReader reader) => new()
    {
        Index = reader.GetInt32(0),
        JobId = reader.IsDBNull(1) ? default : reader.GetGuid(1),
        Status = reader.GetString(2),
        Result = null,
        Error = Text(reader, 5),
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private async Task<Found?> FindAsync(Guid flow, CancellationToken cancellationToken)
    {
        await using var command = database.Command(FlowSql, flow);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        return new(
            reader.GetBoolean(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetInt32(2),
            reader.IsDBNull(3) ? null : reader.GetGuid(3), reader.GetInt32(4), reader.GetBoolean(5), reader.GetInt32(6));
    }

    private sealed record Found(bool IsChain, Guid? Parent, int? Place, Guid? ReplayOf, int ReplayFrom, bool HasBody, int LastStep);
}
