using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Database;
using Pipeline.Flows;

namespace Voters.Import;

/// <summary>Writes and reads <c>voters.import</c>.</summary>
public sealed class ImportTable(PipelineDatabase database)
{
    private const string AddSql = "insert into voters.import (id, pattern, blob, rejects, records, rejected) values ($1, $2, $3, $4, $5, $6) returning seq";

    private const string ReportSql = "select id, pattern, records, rejected, summed, registered, updated from voters.import where id = any($1)";

    // A job's result is written with its effects, so that the sum over them is exact. It is made once: a flow may have a million jobs.
    private const string SumSql = """
        update voters.import i set summed = j.jobs, registered = j.new, updated = j.updated
        from (select count(*)::int as jobs, coalesce(sum((result::json->>'new')::bigint), 0) as new, coalesce(sum((result::json->>'updated')::bigint), 0) as updated
              from pipeline.job where flow_id = $1 and status = 'succeeded') j
        where i.id = $1
        """;

    /// <summary>Adds an import in the caller's transaction.</summary>
    /// <returns>Its place in the order of submission.</returns>
    public async Task<long> AddAsync(VotersDb db, NewImport import, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(AddSql, (NpgsqlConnection)db.Database.GetDbConnection())
        {
            Parameters =
            {
                new() { Value = import.Id },
                new() { Value = import.Pattern },
                new() { Value = import.Blob },
                new() { Value = import.Rejects },
                new() { Value = import.Records },
                new() { Value = import.Rejected },
            },
        };
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The reports of those of the flows that are imports; what they registered is told of those that have ended.</summary>
    public async Task<IReadOnlyDictionary<Guid, ImportReport>> ReportsAsync(IReadOnlyList<FlowProgress> flows, CancellationToken cancellationToken)
    {
        var reports = await ReadAsync(flows, cancellationToken);
        var unsummed = flows.Where(f => f.Open == 0 && reports.TryGetValue(f.Id, out var report) && report.Registered is null).ToList();
        foreach (var flow in unsummed)
        {
            await using var command = database.Command(SumSql, flow.Id);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        return unsummed.Count == 0 ? reports : await ReadAsync(flows, cancellationToken);
    }

    private async Task<Dictionary<Guid, ImportReport>> ReadAsync(IReadOnlyList<FlowProgress> flows, CancellationToken cancellationToken)
    {
        var succeeded = flows.ToDictionary(f => f.Id, f => f.Open == 0 ? f.Succeeded : -1);
        await using var command = database.Command(ReportSql, succeeded.Keys.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var reports = new Dictionary<Guid, ImportReport>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var summed = !reader.IsDBNull(4) && reader.GetInt32(4) == succeeded[reader.GetGuid(0)];
            reports[reader.GetGuid(0)] = new(
                reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), summed ? reader.GetInt64(5) : null, summed ? reader.GetInt64(6) : null);
        }
        return reports;
    }
}
