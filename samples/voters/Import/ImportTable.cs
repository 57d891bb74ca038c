using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Database;

namespace Voters.Import;

/// <summary>Writes and reads <c>voters.import</c>.</summary>
public sealed class ImportTable(PipelineDatabase database)
{
    private const string AddSql = "insert into voters.import (id, pattern, blob, rejects, records, rejected) values ($1, $2, $3, $4, $5, $6) returning seq";

    // A job's result is written with its effects, so that the sum over them is exact.
    private const string ReportSql = """
        select i.id, i.pattern, i.records, i.rejected, coalesce(j.new, 0), coalesce(j.updated, 0)
        from voters.import i
        left join lateral (
            select sum((result::json->>'new')::bigint)::bigint as new, sum((result::json->>'updated')::bigint)::bigint as updated
            from pipeline.job where flow_id = i.id and status = 'succeeded') j on true
        where i.id = any($1)
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

    /// <summary>The reports of those of the flows that are imports.</summary>
    public async Task<IReadOnlyDictionary<Guid, ImportReport>> ReportsAsync(Guid[] flows, CancellationToken cancellationToken)
    {
        await using var command = database.Command(ReportSql, flows);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var reports = new Dictionary<Guid, ImportReport>();
        while (await reader.ReadAsync(cancellationToken))
            reports[reader.GetGuid(0)] = new(reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
        return reports;
    }
}
