using Npgsql;
using Pipeline.Database;

namespace Pipeline.Inspection;

/// <summary>
/// Writes the sums of this process to <c>pipeline.activity</c>, in buckets of 10 seconds and of 5 minutes by the database's clock. What was counted after the last
/// write is lost with a process that is killed.
/// </summary>
internal sealed class ActivityTable(PipelineDatabase database, ActivityMeter meter)
{
    /// <summary>Of the fine buckets, which are kept for two hours.</summary>
    public const int Fine = 10;

    /// <summary>Of the coarse buckets, which are kept for a day.</summary>
    public const int Coarse = 300;

    private const string TypeSql = """
        insert into pipeline.activity as a (seconds, bucket, type, succeeded, retried, dead, cancelled, expired, wait, run)
        select s.seconds, date_bin(make_interval(secs => s.seconds), now(), 'epoch'), $1, $2, $3, $4, $5, $6, $7, $8 from (values (10), (300)) as s(seconds)
        on conflict (seconds, bucket, type) do update set
            succeeded = a.succeeded + excluded.succeeded, retried = a.retried + excluded.retried, dead = a.dead + excluded.dead,
            cancelled = a.cancelled + excluded.cancelled, expired = a.expired + excluded.expired,
            wait = pipeline.add_up(a.wait, excluded.wait), run = pipeline.add_up(a.run, excluded.run)
        """;

    private const string LanesSql = """
        insert into pipeline.lane_activity as a (bucket, lane, jobs)
        select date_bin('10 seconds', now(), 'epoch'), (n - 1)::smallint, c.jobs from unnest($1) with ordinality as c(jobs, n) where c.jobs > 0 order by n
        on conflict (bucket, lane) do update set jobs = a.jobs + excluded.jobs
        """;

    private const string OldSql = """
        with fine as (delete from pipeline.activity where seconds = 10 and bucket < now() - interval '2 hours'),
        coarse as (delete from pipeline.activity where seconds = 300 and bucket < now() - interval '1 day 10 minutes')
        delete from pipeline.lane_activity where bucket < now() - interval '2 hours'
        """;

    /// <summary>Writes what was counted since the last time; it stays counted where that fails.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var sums = meter.Take();
        if (sums.Types.Count == 0) return;
        try
        {
            await using var connection = await database.Own.OpenConnectionAsync(cancellationToken);
            await using var batch = new NpgsqlBatch(connection);
            // In one order everywhere, so that two processes cannot wait for each other in a circle.
            foreach (var (type, counts) in sums.Types.OrderBy(t => t.Key, StringComparer.Ordinal))
                batch.BatchCommands.Add(Command(type, counts));
            batch.BatchCommands.Add(new(LanesSql) { Parameters = { new() { Value = sums.Lanes } } });
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception)
        {
            meter.PutBack(sums);
            throw;
        }
    }

    /// <summary>Deletes buckets that are past their time.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(OldSql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Command(string type, ActivityCounts counts) => new(TypeSql)
    {
        Parameters =
        {
            new() { Value = type },
            new() { Value = counts.Succeeded },
            new() { Value = counts.Retried },
            new() { Value = counts.Dead },
            new() { Value = counts.Cancelled },
            new() { Value = counts.Expired },
            new() { Value = counts.Wait },
            new() { Value = counts.Run },
        },
    };
}
