using System.Globalization;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.DeadLetters;
using Pipeline.Flows;
using Pipeline.Inspection;
using Pipeline.Outbox;
using Pipeline.Recovery;
using Pipeline.Recurring;
using Pipeline.Telemetry.Metrics;
using Pipeline.Tests.Recovery;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.Tests.Inspection;

/// <summary>A million jobs in the tables do not make a look at them expensive.</summary>
public sealed class CostTests(ITestOutputHelper output)
{
    // A window of 50,000 rows: of jobs a few to a page, of messages a look at each one's jobs, some five pages each.
    private const long MostPages = 350_000;

    // Tables of a page or two are scanned.
    private const long MostScanned = 100;

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
        ("a flow", async p => await p.Get<FlowTable>().FindAsync(await OneFlowAsync(p), CancellationToken.None)),
        ("a flow's tree", async p => await p.Get<FlowTree>().PageAsync(await OneFlowAsync(p), -1, CancellationToken.None)),
        ("a flow's failures", async p => await p.Get<FlowTreeJobs>().FailedAsync(await p.ProgressAsync(await OneFlowAsync(p)), CancellationToken.None)),
        ("a job's detail", async p => await p.Get<JobDetails>().FindAsync(await p.ScalarAsync<Guid>("select id from pipeline.job limit 1"), CancellationToken.None)),
        ("dead letters", p => p.Get<DeadLetterTable>().ListAsync(DeadLetterFilter.All, null, 100, CancellationToken.None)),
        ("the activity", p => p.Get<ActivityReader>().ReadAsync(15, null, CancellationToken.None)),
        ("flows that stand still", p => p.SweepFlowsAsync()),
        ("jobs that expired", p => p.Get<ExpiryRecovery>().RunAsync(CancellationToken.None)),
        ("lost messages", p => p.Get<MessageRecovery>().RunAsync(CancellationToken.None)),
        ("dead workers", RecoverWorkersAsync),
        ("a clock that was set back", p => p.Get<ClockRepair>().RunAsync(CancellationToken.None)),
        ("what is past its retention", p => p.RetainAsync()),
        ("recurring jobs", p => p.Get<RecurringScheduler>().RunAsync(CancellationToken.None)),
        ("when the next message is due", p => p.Get<OutboxRelay>().IdleTimeAsync(CancellationToken.None)),
        ("blobs that nothing needs", p => p.Get<IEnumerable<IBlobReferences>>().Single(r => r.Prefix == ClaimName.Prefix).FindUnneededAsync(
            [.. Enumerable.Range(0, 1_000).Select(_ => ClaimName.Args(Guid.NewGuid(), DateTimeOffset.UnixEpoch))], CancellationToken.None)),
    ];

    /// <summary>What the planner knows of the tables: never more than a sample, and at times nothing, or what was true once.</summary>
    private static readonly (string State, string Sql)[] States =
    [
        ("analyzed while empty", "select 1"),
        ("never analyzed", """
            delete from pg_statistic where starelid in (select oid from pg_class where relnamespace = 'pipeline'::regnamespace);
            update pg_class set reltuples = -1, relpages = 0, relallvisible = 0 where relnamespace = 'pipeline'::regnamespace and relkind in ('r', 'i')
            """),
        ("a poor sample", $"set default_statistics_target = 1; analyze {Tables}"),
        ("a good sample", $"set default_statistics_target = 1000; analyze {Tables}"),
        ("vacuumed", $"vacuum analyze {Tables}"),
    ];

    private const string Tables = "pipeline.job, pipeline.outbox, pipeline.dead_letter, pipeline.flow";

    private static readonly (string, string)[] NothingIsOld =
    [
        ("Pipeline:JobRetention", "3650.00:00:00"), ("Pipeline:DeadLetterRetention", "3650.00:00:00"), ("Pipeline:LostAfter", "01:00:00"), ("Pipeline:StaleAfter", "00:00:03"),
    ];

    [ServiceFact]
    public async Task Whatever_the_planner_knows_no_look_scans_a_table_or_reads_more_than_its_window()
    {
        await using var pipeline = await TestPipeline.StartAsync(NothingIsOld);
        await FillAsync(pipeline);
        var expensive = new List<string>();
        foreach (var (state, sql) in States)
        {
            foreach (var statement in state == "never analyzed" ? sql.Split(';') : [sql]) await pipeline.ExecuteAsync(statement);
            // The test's own session would report what it read here up to ten seconds later, in the middle of a look.
            await pipeline.ExecuteAsync("select pg_stat_force_next_flush()");
            foreach (var (what, look) in Looks)
            {
                var before = await ReadAsync(pipeline);
                await look(pipeline);
                var after = await ReadAsync(pipeline);
                var (pages, scanned) = (after.Pages - before.Pages, after.Scanned - before.Scanned);
                var told = string.Create(CultureInfo.InvariantCulture, $"{state}, {what}: {pages} pages, {scanned} rows scanned");
                output.WriteLine(told);
                if (scanned > MostScanned || pages > MostPages) expensive.Add(told);
            }
        }
        expensive.ShouldBeEmpty();
    }

    private static Task<Guid> OneFlowAsync(TestPipeline pipeline) => pipeline.ScalarAsync<Guid>("select id from pipeline.flow limit 1");

    private static async Task RecoverWorkersAsync(TestPipeline pipeline)
    {
        await pipeline.BeatUntilSteadyAsync();
        await pipeline.Get<WorkerRecovery>().RunAsync(CancellationToken.None);
    }

    // A million jobs: 800,000 succeeded, 50,000 dead, 150,000 open in 90,000 messages that wait, lie with the broker or are put off.
    private static async Task FillAsync(TestPipeline pipeline)
    {
        foreach (var table in Tables.Split(", ")) await pipeline.ExecuteAsync($"alter table {table} set (autovacuum_enabled = false)");
        await pipeline.ExecuteAsync($"analyze {Tables}");
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
    }

    private static Func<TestPipeline, Task> Of(JobFilter filter) => pipeline => pipeline.Get<JobList>().ListAsync(filter, null, 100, CancellationToken.None);

    // What a session did is counted, at the latest, when it ends.
    private static async Task<(long Scanned, long Pages)> ReadAsync(TestPipeline pipeline)
    {
        var database = pipeline.Get<PipelineDatabase>();
        foreach (var source in database.All)
            source.Clear();
        await Eventually.TrueAsync(
            async () => await pipeline.CountAsync($"pg_stat_activity where {TableReads.Sessions}") == 0,
            Soon, "every session of the pipeline has ended");
        return (
            await pipeline.ScalarAsync<long>("select sum(seq_tup_read)::bigint from pg_stat_user_tables where relname in ('job', 'outbox', 'dead_letter', 'flow', 'flow_progress', 'flow_callback')"),
            await pipeline.ScalarAsync<long>("""
                select sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0))::bigint from pg_statio_user_tables
                where relname in ('job', 'outbox', 'dead_letter', 'flow', 'flow_progress', 'flow_callback')
                """));
    }
}
