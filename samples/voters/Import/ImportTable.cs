using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Database;
using Pipeline.Flows;

namespace Voters.Import;

/// <summary>Writes and reads <c>voters.import</c>.</summary>
public sealed class ImportTable(PipelineDatabase database)
{
    private const string AddSql = """
        insert into voters.import (id, pattern, blob, rejects, records, rejected, rejected_by) values ($1, $2, $3, $4, $5, $6, $7) returning seq
        """;

    // A flow that repairs another one is of the same import.
    private const string ReportSql = """
        with recursive line as (
            select id as flow_id, id, replay_of from pipeline.flow where id = any($1)
            union all select l.flow_id, o.id, o.replay_of from line l join pipeline.flow o on o.id = l.replay_of)
        select l.flow_id, i.id, i.pattern, i.records, i.rejected, r.registered, r.updated
        from line l join voters.import i on i.id = l.id left join voters.import_result r on r.flow_id = l.flow_id
        """;

    private static readonly TimeSpan SumLimit = TimeSpan.FromSeconds(5);

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
                new() { Value = JsonSerializer.Serialize(import.RejectedBy), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        };
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// The reports of those of the flows that are imports. What an ended flow registered is what its body wrote down; without one it is summed up here, within five
    /// seconds, and unknown where that is too short. Writes nothing: a reader may be anybody.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, ImportReport>> ReportsAsync(IReadOnlyList<FlowProgress> flows, CancellationToken cancellationToken)
    {
        var reports = await ReadAsync(flows, cancellationToken);
        var unsummed = flows.Where(f => f.FinishedAt is not null && reports.TryGetValue(f.Id, out var report) && report.Registered is null).Select(f => f.Id).ToArray();
        if (unsummed.Length == 0) return reports;
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            foreach (var (flow, registered, updated) in await ImportResults.SumAsync(connection, unsummed, SumLimit, cancellationToken))
                reports[flow] = reports[flow] with { Registered = registered, Updated = updated };
        }
        catch (NpgsqlException e) when (e.InnerException is TimeoutException)
        {
            // They stay unknown.
        }
        return reports;
    }

    private async Task<Dictionary<Guid, ImportReport>> ReadAsync(IReadOnlyList<FlowProgress> flows, CancellationToken cancellationToken)
    {
        var ended = flows.Where(f => f.FinishedAt is not null).Select(f => f.Id).ToHashSet();
        await using var command = database.Command(ReportSql, flows.Select(f => f.Id).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var reports = new Dictionary<Guid, ImportReport>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var known = ended.Contains(reader.GetGuid(0)) && !reader.IsDBNull(5);
            reports[reader.GetGuid(0)] = new(
                reader.GetGuid(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4), known ? reader.GetInt64(5) : null, known ? reader.GetInt64(6) : null);
        }
        return reports;
    }
}
