using System.Globalization;
using Npgsql;
using Pipeline.Database;
using Pipeline.Flows;
using Pipeline.Inspection;
using Pipeline.Telemetry.Metrics;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.Tests.Inspection;

/// <summary>A million jobs in the tables do not make a look at them expensive.</summary>
public sealed class CostTests(ITestOutputHelper output)
{
    // A window of 50,000 rows: of jobs a few to a page, of messages a look at each one's jobs.
    private const long MostPages = 250_000;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static readonly (string What, Func<TestPipeline, Task> Look)[] Looks =
    [
        .. Enum.GetValues<JobState>().Where(s => s != JobState.Unknown).Select(s => ($"state {s}", Of(new() { State = s }))),
        ("all", Of(new())),
        ("a type that nobody has", Of(new() { Type = "nobody.knows" })),
        ("a dead type that nobody has", Of(new() { Type = "nobody.knows", State = JobState.Dead })),
        ("a queued type that nobody has", Of(new() { Type = "nobody.knows", State = JobState.Queued })),
        ("a prefix that nobody has", Of(new() { TypePrefix = "nobody.", State = JobState.Succeeded })),
        ("a job", Of(new() { Id = Guid.NewGuid() })),
        ("the overview", p => p.Get<Overview>().ReadAsync(CancellationToken.None)),
        ("what is left to drain", p => p.Get<DrainTable>().ListAsync(CancellationToken.None)),
        ("flows", p => p.Get<FlowTable>().NewestAsync(null, 100, CancellationToken.None)),
        ("the gauges", p => p.Get<GaugeTable>().ReadAsync(CancellationToken.None)),
        ("open flows", p => p.Get<FlowTable>().OpenAsync(null, 100, CancellationToken.None)),
    ];

    [ServiceFact]
    public async Task No_look_scans_a_table_or_reads_more_than_its_window()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await FillAsync(pipeline);
        var expensive = new List<string>();
        foreach (var (what, look) in Looks)
        {
            var before = await ReadAsync(pipeline);
            await look(pipeline);
            var after = await ReadAsync(pipeline);
            var pages = after.Pages - before.Pages;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {pages} pages, {after.Scanned - before.Scanned} rows scanned"));
            if (after.Scanned != before.Scanned || pages > MostPages) expensive.Add(what);
        }
        expensive.ShouldBeEmpty();
    }

    // A million jobs: 800,000 succeeded, 50,000 dead, 150,000 open in 90,000 messages that wait, lie with the broker or are put off.
    private static async Task FillAsync(TestPipeline pipeline)
    {
        await pipeline.ExecuteAsync("""
            insert into pipeline.job (id, type, version, args, status, message_id, created_at, finished_at)
            select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'test.step', 1, '{"text":"old"}',
                   (case when n > 850000 then 'queued' when n > 800000 then 'dead' else 'succeeded' end)::pipeline.job_status,
                   ('01900000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, now() - interval '1 day', case when n <= 850000 then now() end
            from generate_series(1, 1000000) n
            """);
        await pipeline.ExecuteAsync("""
            insert into pipeline.outbox (id, type, version, jobs, due_at, published_at, lane)
            select message_id, 'test.step', 1, array[id], case when n % 3 = 0 then now() + interval '1 day' else now() end, case when n % 3 = 1 then now() end, case when n % 3 = 1 then 0 end
            from (select id, message_id, row_number() over () as n from pipeline.job where status = 'queued' order by id limit 90000) j
            """);
        await pipeline.ExecuteAsync("""
            insert into pipeline.dead_letter (id, job_id, type, version, reason) select gen_random_uuid(), id, type, version, 'cause' from pipeline.job where status = 'dead'
            """);
        await pipeline.ExecuteAsync("""
            insert into pipeline.flow (id, root_id, name, total, stage, result, finished_at, accepted_at)
            select id, id, 'group', 1, 'done', 'succeeded', now(), created_at from pipeline.job where status = 'succeeded' limit 100000
            """);
        await pipeline.ExecuteAsync("vacuum analyze pipeline.job, pipeline.outbox, pipeline.dead_letter, pipeline.flow");
    }

    private static Func<TestPipeline, Task> Of(JobFilter filter) => pipeline => pipeline.Get<JobList>().ListAsync(filter, null, 100, CancellationToken.None);

    // What a session did is counted, at the latest, when it ends.
    private static async Task<(long Scanned, long Pages)> ReadAsync(TestPipeline pipeline)
    {
        var database = pipeline.Get<PipelineDatabase>();
        foreach (var source in (NpgsqlDataSource[])[database.Source, database.Readers, database.Heartbeats])
            source.Clear();
        await Eventually.TrueAsync(
            async () => await pipeline.CountAsync("pg_stat_activity where datname = current_database() and application_name like 'pipeline %'") == 0,
            Soon, "every session of the pipeline has ended");
        return (
            await pipeline.ScalarAsync<long>("select sum(seq_tup_read)::bigint from pg_stat_user_tables where relname in ('job', 'outbox', 'dead_letter', 'flow', 'flow_progress', 'flow_callback')"),
            await pipeline.ScalarAsync<long>("""
                select sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0))::bigint from pg_statio_user_tables
                where relname in ('job', 'outbox', 'dead_letter', 'flow', 'flow_progress', 'flow_callback')
                """));
    }
}
