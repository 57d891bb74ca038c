using Pipeline.Database;

namespace Pipeline.Chaos.Oracle;

/// <summary>Asks the database what the run has come to.</summary>
internal sealed class Judge(PipelineDatabase database, AcceptedTable accepted)
{
    private const int MostExamples = 5;

    private const string CountsSql = """
        select (select count(*) from chaos.accepted a left join pipeline.job j on j.id = a.id
                where a.run = $1 and a.kind not in ('chord', 'flow') and a.expected <> 'absent' and (j.id is null or j.status = 'queued')),
               (select coalesce(sum(n - 1), 0)::bigint from (
                   select count(*) as n from chaos.accepted a join chaos.effect e on e.job_id = a.id where a.run = $1 group by a.id, e.generation having count(*) > 1) twice),
               (select count(distinct a.id) from chaos.accepted a join chaos.recovered r on r.job_id = a.id join pipeline.job j on j.id = a.id
                where a.run = $1 and j.status <> 'queued'),
               (select count(*) from chaos.accepted a join pipeline.job j on j.id = a.id where a.run = $1 and a.expected = 'dead' and j.status = 'dead'),
               (select count(*) from chaos.accepted a where a.run = $1 and a.expected = 'dead'),
               (select count(*) from pipeline.dead_letter d join chaos.accepted a on a.id = d.job_id where a.run = $1),
               (select count(*) from pipeline.dead_letter d where d.job_id is null and d.received_at >= $2)
        """;

    private const string NowSql = "select now()";

    /// <summary>The database's clock.</summary>
    public async Task<DateTime> NowAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(NowSql);
        return (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <param name="since">When the run began.</param>
    public async Task<Counts> CountAsync(DateTime since, CancellationToken cancellationToken)
    {
        await using var command = database.Command(CountsSql, accepted.Run, since);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6));
    }

    public async Task<List<Breach>> BreachesAsync(CancellationToken cancellationToken)
    {
        var breaches = new List<Breach>();
        foreach (var check in Checks.All)
        {
            await using var command = database.Command(check.Sql, accepted.Run);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var examples = new List<string>();
            var count = 0;
            for (; await reader.ReadAsync(cancellationToken); count++)
                if (count < MostExamples) examples.Add(reader.GetString(0));
            if (count > 0) breaches.Add(new(check.Invariant, check.Rule, count, examples));
        }
        return breaches;
    }
}
