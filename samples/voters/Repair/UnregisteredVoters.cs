using Voters.Jobs;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Pipeline.Recurring;

namespace Voters.Repair;

/// <summary>
/// Imported, but not registered: a voter's source is there and the voter is not. The job that covers the line runs again, which writes what is
/// missing and changes nothing else. To remove a voter for good, delete the source as well.
/// </summary>
[Sweep("voters.unregistered", "*/10 * * * * *")]
public sealed class UnregisteredVoters(VotersDb db) : ISweep<RegisterVoters>
{
    // The ranges of an import are read once, and only of those that lack somebody. A missing line lies in the last range that starts before it.
    private const string MissingSql = """
        with missing as (
            select i.id as flow_id, s.import_seq, s.line
            from voters.voter_source s join voters.import i on i.seq = s.import_seq
            where not exists (select from voters.voter v where v.voter_id = s.voter_id)
            limit 10000),
        range as (
            select j.flow_id, j.args, first_line, lead(first_line) over (partition by j.flow_id order by first_line) as next_line
            from pipeline.job j cross join lateral (select (j.args::json->'range'->>'firstLine')::bigint as first_line) f
            where j.flow_id in (select flow_id from missing) and first_line is not null)
        select distinct r.args, m.import_seq || ':' || r.first_line as key
        from missing m join range r on r.flow_id = m.flow_id and m.line >= r.first_line and (m.line < r.next_line or r.next_line is null)
        """;

    public async IAsyncEnumerable<SweepItem<RegisterVoters>> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var range in db.Database.SqlQueryRaw<MissingRange>(MissingSql).AsAsyncEnumerable().WithCancellation(cancellationToken))
            yield return new(JsonSerializer.Deserialize<RegisterVoters>(range.Args, JsonSerializerOptions.Web)!, range.Key);
    }

    private sealed record MissingRange(string Args, string Key);
}
