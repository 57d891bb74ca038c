using Npgsql;
using NpgsqlTypes;
using Pipeline.Database;

namespace Pipeline.Inspection;

/// <summary>Reads throughput and latency, up to 360 steps of time.</summary>
public sealed class ActivityReader(PipelineDatabase database)
{
    /// <summary>A day.</summary>
    public const int MostMinutes = 1_440;

    private const int MostFineMinutes = 60;

    private const string ReadSql = """
        select bucket, type, succeeded, retried, dead, cancelled, expired, wait, run
        from pipeline.activity where seconds = $1 and bucket >= $2 and ($3 is null or type = $3)
        """;

    private const string NowSql = "select now(), date_bin(make_interval(secs => $1), now(), 'epoch')";

    private const string SumSql = """
        select coalesce(sum(succeeded), 0)::int, coalesce(sum(retried), 0)::int, coalesce(sum(dead), 0)::int, coalesce(sum(cancelled), 0)::int, coalesce(sum(expired), 0)::int
        from pipeline.activity where seconds = 300 and bucket >= date_bin('5 minutes', now() - $1, 'epoch')
        """;

    /// <param name="minutes">How far back, 1 to <see cref="MostMinutes"/>; up to 60 of them in steps of 10 seconds, above in steps of 5 minutes.</param>
    /// <param name="type">A job's name; null for all.</param>
    /// <param name="cancellationToken">Before a statement is sent.</param>
    public async Task<ActivityReport> ReadAsync(int minutes, string? type, CancellationToken cancellationToken)
    {
        var seconds = minutes <= MostFineMinutes ? ActivityTable.Fine : ActivityTable.Coarse;
        var step = TimeSpan.FromSeconds(seconds);
        var (now, last) = await NowAsync(seconds, cancellationToken);
        var steps = (int)Math.Ceiling(TimeSpan.FromMinutes(minutes) / step);
        var first = last - ((steps - 1) * step);

        var (total, points, types) = (new ActivityCounts(), new ActivityCounts?[steps], new SortedDictionary<string, ActivityCounts>(StringComparer.Ordinal));
        await using var command = database.Command(ReadSql, (short)seconds, first);
        command.Parameters.AddOrNull(type, NpgsqlDbType.Text);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var place = (int)((reader.GetTime(0) - first) / step);
            // A bucket may have begun since the clock was read.
            if (place >= steps) continue;
            var counts = Read(reader);
            total.Add(counts);
            (points[place] ??= new()).Add(counts);
            (types.TryGetValue(reader.GetString(1), out var of) ? of : types[reader.GetString(1)] = new()).Add(counts);
        }
        return new(
            first, now, seconds, Sum("", total), [.. points.Select((counts, i) => Point(first + (i * step), counts ?? new()))], [.. types.Select(t => Sum(t.Key, t.Value))]);
    }

    /// <summary>What jobs came to since then, to within five minutes.</summary>
    /// <param name="back">Up to a day.</param>
    public async Task<OutcomeCounts> SumAsync(TimeSpan back, CancellationToken cancellationToken)
    {
        await using var command = database.Command(SumSql, back);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4));
    }

    private async Task<(DateTime Now, DateTime Bucket)> NowAsync(int seconds, CancellationToken cancellationToken)
    {
        await using var command = database.Command(NowSql, (double)seconds);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetTime(0), reader.GetTime(1));
    }

    private static ActivityCounts Read(NpgsqlDataReader reader)
    {
        var counts = new ActivityCounts();
        counts.Add(
            new(reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetInt32(5), reader.GetInt32(6)),
            reader.GetFieldValue<int[]>(7), reader.GetFieldValue<int[]>(8));
        return counts;
    }

    private static ActivityOfType Sum(string type, ActivityCounts counts) => new(type, counts.Outcomes, LatencyScale.Quantiles(counts.Wait), LatencyScale.Quantiles(counts.Run));

    private static ActivityPoint Point(DateTime at, ActivityCounts counts) => new(at, counts.Outcomes, LatencyScale.Quantiles(counts.Wait), LatencyScale.Quantiles(counts.Run));
}
