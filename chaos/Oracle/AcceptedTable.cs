using NpgsqlTypes;
using Pipeline.Chaos.Work;
using Pipeline.Database;

namespace Pipeline.Chaos.Oracle;

/// <summary>Puts the ledger beside what it speaks of, once the database is left alone: <c>chaos.accepted</c>, for the checks and for whoever looks.</summary>
internal sealed class AcceptedTable(PipelineDatabase database, Ledger ledger)
{
    private const string ThereSql = "select count(*) from unnest($1) as l(id) where exists (select from pipeline.job where id = l.id) or exists (select from pipeline.flow where id = l.id)";

    private const string OpenSql = """
        select (select count(*) from chaos.accepted a join pipeline.job j on j.id = a.id where a.run = $1 and j.status = 'queued'),
               (select count(*) from chaos.accepted a join pipeline.flow f on f.id = a.id or f.replay_of = a.id
                where a.run = $1 and f.finished_at is null),
               (select count(*) from pipeline.outbox o where exists (
                   select from chaos.accepted a where a.run = $1 and (a.id = any(o.jobs) or a.id = o.flow_id or a.id = o.wake)))
        """;

    /// <summary>This run among others in the table.</summary>
    public Guid Run { get; } = Guid.CreateVersion7();

    /// <summary>Looks whether the transactions in doubt were committed.</summary>
    /// <returns>Those of which a part is there, which cannot be.</returns>
    public async Task<int> SettleDoubtsAsync(CancellationToken cancellationToken)
    {
        var torn = 0;
        while (ledger.InDoubt.TryDequeue(out var lines))
        {
            // Of the jobs of a chord its callback may not be there yet.
            var sure = lines.Where(l => l.FlowId is null || l.Kind is not ("tally" or "mourn")).Select(l => l.Id).ToArray();
            await using var command = database.Command(ThereSql, sure);
            var there = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
            if (there == 0) ledger.Refuse(lines);
            else ledger.Accept(lines);
            if (there != 0 && there != sure.Length) torn++;
        }
        return torn;
    }

    public async Task FillAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var copy = await connection.BeginBinaryImportAsync("copy chaos.accepted (run, id, kind, expected, flow_id) from stdin (format binary)", cancellationToken);
        foreach (var line in ledger.Lines.Concat(ledger.Refused.Select(l => l with { Expected = Expected.Absent })))
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(Run, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(line.Id, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(line.Kind, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(line.Expected, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(line.FlowId, NpgsqlDbType.Uuid, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>What has not ended: jobs, flows, and messages of theirs in the outbox.</summary>
    public async Task<(long Jobs, long Flows, long Messages)> OpenAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(OpenSql, Run);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }
}
