using System.Globalization;
using Pipeline.Database;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Recovery;

/// <summary>How much of the large tables was read since the last look: rows of sequential scans, and entries of indexes.</summary>
internal sealed class TableReads(TestPipeline pipeline)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    // All but the witness, which reads no table and lives as long as its process.
    internal const string Sessions =
        "datname = current_database() and application_name like 'pipeline %' and query not in ('select pg_postmaster_start_time()', 'select 1')";

    private Dictionary<string, long> _before = [];

    /// <summary>From here on it counts. The planner knows the tables as they are.</summary>
    public async Task StartAsync()
    {
        await pipeline.ExecuteAsync("analyze pipeline.job, pipeline.outbox, pipeline.dead_letter, pipeline.dedupe, pipeline.flow, pipeline.flow_progress");
        _before = await ReadAsync();
    }

    /// <summary>Nothing was read but a few rows, in however many statements.</summary>
    public async Task ShouldBeFewAsync(long most)
    {
        var read = (await ReadAsync()).ToDictionary(r => r.Key, r => r.Value - _before.GetValueOrDefault(r.Key)).Where(r => r.Value > 0).ToList();
        read.Sum(r => r.Value).ShouldBeLessThanOrEqualTo(most, string.Join(", ", read.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Key}: {r.Value}"))));
    }

    // What a session read is counted, at the latest, when it ends.
    private async Task<Dictionary<string, long>> ReadAsync()
    {
        var database = pipeline.Get<PipelineDatabase>();
        foreach (var source in database.All)
            source.Clear();
        await Eventually.TrueAsync(
            async () => await pipeline.CountAsync($"pg_stat_activity where {Sessions}") == 0,
            Soon, "every session of the pipeline has ended");
        var all = await pipeline.ScalarAsync<string>("""
            select string_agg(name || '=' || rows, ' ') from (
                select relname as name, seq_tup_read as rows from pg_stat_user_tables where schemaname = 'pipeline'
                union all select indexrelname, idx_tup_read from pg_stat_user_indexes where schemaname = 'pipeline') counted
            """);
        return all.Split(' ').Select(one => one.Split('=')).ToDictionary(one => one[0], one => long.Parse(one[1], CultureInfo.InvariantCulture));
    }
}
