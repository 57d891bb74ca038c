using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Database;
using Pipeline.Telemetry.Metrics;

namespace Pipeline.Recovery;

/// <summary>Keeps what each sweep did: one row a sweep, written when a run has ended.</summary>
public sealed class SweepLog(PipelineDatabase database, PipelineMetrics metrics, TimeProvider time, ILogger<SweepLog> logger)
{
    private const string WriteSql = """
        insert into pipeline.sweep as s (name, last_at, elapsed, count, error, runs, total, acted_at, acted_count)
        values ($1, clock_timestamp(), $2, $3, $4, 1, $3, case when $3 > 0 then clock_timestamp() end, nullif($3, 0))
        on conflict (name) do update set
            last_at = excluded.last_at, elapsed = excluded.elapsed, count = excluded.count, error = excluded.error, runs = s.runs + 1, total = s.total + excluded.count,
            acted_at = coalesce(excluded.acted_at, s.acted_at), acted_count = coalesce(excluded.acted_count, s.acted_count)
        """;

    // Later than now it ran before the clock was set back.
    private const string OverdueSql = """
        insert into pipeline.sweep as s (name, last_at, elapsed, count, runs, total) values ($1, clock_timestamp(), interval '0', 0, 0, 0)
        on conflict (name) do update set last_at = excluded.last_at where s.last_at not between excluded.last_at - $2 and excluded.last_at + interval '1 minute'
        returning true
        """;

    private const string ListSql = "select name, last_at, elapsed, count, error, runs, total, acted_at, acted_count from pipeline.sweep order by name";

    /// <summary>Runs a sweep, and writes down what came of it. An error is written down and thrown on.</summary>
    /// <param name="name">The sweep's function.</param>
    /// <param name="sweep">Returns how much it did.</param>
    /// <param name="cancellationToken">What it ends is not written down.</param>
    public async Task RunAsync(string name, Func<CancellationToken, Task<int>> sweep, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            var count = await sweep(cancellationToken);
            await WriteAsync(name, time.GetElapsedTime(started), count, null, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The kind of error only: its text may name hosts or logins.
            await WriteAsync(name, time.GetElapsedTime(started), 0, e.GetType().Name, cancellationToken);
            throw;
        }
    }

    /// <summary>The same for a loop that looks all the time: a run that did nothing is not written down, nor is an error.</summary>
    internal async Task RunOftenAsync(string name, Func<CancellationToken, Task<int>> sweep, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        if (await sweep(cancellationToken) is > 0 and var count) await WriteAsync(name, time.GetElapsedTime(started), count, null, cancellationToken);
    }

    /// <summary>Whether a maintenance task has not run for so long. The first process that is told so has it to run: the others are told once more as much later.</summary>
    internal async Task<bool> IsOverdueAsync(string name, TimeSpan after, CancellationToken cancellationToken)
    {
        await using var command = database.Command(OverdueSql, name, after);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>All that ever ran, by name.</summary>
    public async Task<IReadOnlyList<SweepStatus>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(ListSql);
        return await command.ListAsync(row => new SweepStatus
        {
            Name = row.GetString(0),
            LastAt = row.GetTime(1),
            Elapsed = row.GetDuration(2),
            Count = row.GetInt32(3),
            Error = row.IsDBNull(4) ? null : row.GetString(4),
            Runs = row.GetInt64(5),
            Total = row.GetInt64(6),
            ActedAt = row.GetTimeOrNull(7),
            ActedCount = row.IsDBNull(8) ? null : row.GetInt32(8),
        }, cancellationToken);
    }

    private async Task WriteAsync(string name, TimeSpan elapsed, int count, string? error, CancellationToken cancellationToken)
    {
        metrics.Swept(name, count);
        try
        {
            await using var command = database.Command(WriteSql, name, elapsed, count);
            command.Parameters.AddOrNull(error, NpgsqlDbType.Text);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException e)
        {
            // What the sweep did stands, and what it threw is to be seen.
            logger.LogWarning("What {Sweep} did is not written down: {Error}", name, e.Message);
        }
    }
}
