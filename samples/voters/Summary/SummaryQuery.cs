using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Voters.Jobs;

namespace Voters.Summary;

/// <summary>Counts an import's voters and failed jobs, by a statement each, however many they are.</summary>
public sealed class SummaryQuery(VotersDb db)
{
    // One scan: an index on the import would cost every line that is written, and this runs once a file. A file may name any number of states.
    private const string StatesSql = """
        select left(v.state, 64) as state, count(*) as voters, (sum(count(*)) over ())::bigint as total
        from voters.voter_source s join voters.voter v using (voter_id) where s.import_seq = {0}
        group by 1 order by 2 desc, 1 limit 100
        """;

    private const string DecadesSql = """
        select extract(year from v.date_of_birth)::int / 10 * 10 as decade, count(*) as voters
        from voters.voter_source s join voters.voter v using (voter_id) where s.import_seq = {0}
        group by 1 order by 1 nulls last
        """;

    private const string FailedSql = """
        select j.id as job, (j.args::json->'range'->>'firstLine')::bigint as "FirstLine", (j.args::json->'range'->>'records')::int as records,
               j.status::text as status, left(j.error, 500) as error, (count(*) over ())::int as total
        from pipeline.job j where j.flow_id = {0} and j.flow_index >= 0 and j.status <> 'succeeded'
        order by j.flow_index limit 100
        """;

    private const string ImportSql = """
        select i.records, i.rejected_by::text as rejects, r.registered, r.updated
        from voters.import i join voters.import_result r on r.import_id = i.id and r.flow_id = {1} where i.id = {0}
        """;

    /// <param name="import">Which import.</param>
    /// <param name="flow">The flow whose members' failures count: the import's, or one that repairs it.</param>
    /// <param name="cancellationToken">The job's time limit, which ends a statement over a large table.</param>
    public async Task<FullSummary> RunAsync(SummarizeVoters import, Guid flow, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(0);
        var file = await Rows<ImportRow>(ImportSql, import.Import, flow).SingleAsync(cancellationToken);
        var states = await Rows<StateRow>(StatesSql, import.Seq).ToListAsync(cancellationToken);
        var decades = await Rows<DecadeCount>(DecadesSql, import.Seq).ToListAsync(cancellationToken);
        var failed = await Rows<FailedRow>(FailedSql, flow).ToListAsync(cancellationToken);
        var voters = states.FirstOrDefault()?.Total ?? 0;
        var numbers = new VoterSummary
        {
            Voters = voters,
            ByState = states.ConvertAll(s => new StateCount(s.State, s.Voters)),
            OtherStates = voters - states.Sum(s => s.Voters),
            ByBirthDecade = decades,
            Rejects = JsonSerializer.Deserialize<SortedDictionary<string, long>>(file.Rejects)!,
            FailedJobs = failed.FirstOrDefault()?.Total ?? 0,
        };
        return new(numbers, file.Records, file.Registered, file.Updated, failed.ConvertAll(f => new FailedJob(f.Job, f.FirstLine, f.Records, f.Status, f.Error)));
    }

    private IAsyncEnumerable<TRow> Rows<TRow>(string sql, params object[] values) => db.Database.SqlQueryRaw<TRow>(sql, values).AsAsyncEnumerable();

    private sealed record ImportRow(long Records, string Rejects, long Registered, long Updated);

    private sealed record StateRow(string? State, long Voters, long Total);

    private sealed record FailedRow(Guid Job, long? FirstLine, int? Records, string Status, string? Error, int Total);
}
