using Microsoft.EntityFrameworkCore;
using Pipeline.Access;
using Pipeline.DeadLetters;
using Pipeline.Flows;
using Pipeline.Inspection;
using Pipeline.Jobs;
using Pipeline.Recovery;
using Pipeline.Recurring;
using Pipeline.Telemetry.Metrics;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Database;

/// <summary>A value that PostgreSQL has and .NET has not, in one row of any table, keeps nobody from reading or running the others.</summary>
public sealed class ReadersTests
{
    private static readonly string[] Times = ["infinity", "-infinity", "20000-01-01 UTC", "0044-03-15 UTC BC"];
    private static readonly string[] Durations = ["170000000 years", "-170000000 years", "2147483647 days"];

    [ServiceFact]
    public async Task No_time_in_any_table_stops_what_reads_it()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await FillAsync(pipeline);
        await SaveAsync(pipeline);
        var columns = await ColumnsAsync(pipeline);
        columns.Count.ShouldBeGreaterThan(25);
        var broken = new List<string>();
        foreach (var (table, column, type) in columns)
            foreach (var value in type == "interval" ? Durations : Times)
            {
                await SetAsync(pipeline, table, column, value);
                broken.AddRange((await ReadAsync(pipeline)).Select(failure => $"{table}.{column} = {value}: {failure}"));
                await RestoreAsync(pipeline, table);
            }
        broken.ShouldBeEmpty();
    }

    [ServiceFact]
    public async Task No_time_in_any_table_stops_the_maintenance()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await FillAsync(pipeline);
        await SaveAsync(pipeline);
        var columns = await ColumnsAsync(pipeline);
        var tables = columns.Select(c => c.Table).Distinct().ToArray();
        var broken = new List<string>();
        foreach (var table in tables)
            foreach (var (time, duration) in Times.Zip([.. Durations, Durations[0]]))
            {
                // Its own heartbeat stays, or it would judge nobody.
                foreach (var (_, column, type) in columns.Where(c => c.Table == table && table != "worker"))
                    await SetAsync(pipeline, table, column, type == "interval" ? duration : time);
                broken.AddRange((await MaintainAsync(pipeline)).Select(failure => $"{table} {time}, {duration}: {failure}"));
                await RestoreAsync(pipeline, [.. tables.Except(["worker"]), "dedupe", "flow_callback", "flow_progress"]);
            }
        broken.ShouldBeEmpty();
    }

    [ServiceFact]
    public async Task States_of_a_newer_version_are_shown_as_unknown()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await FillAsync(pipeline);
        foreach (var (type, table, column, where) in ((string, string, string, string)[])[
            ("job_status", "job", "status", "status = 'succeeded'"), ("flow_stage", "flow", "stage", "stage = 'done'"), ("flow_result", "flow", "result", "result is not null")])
        {
            await pipeline.ExecuteAsync($"alter type pipeline.{type} add value 'newer'");
            (await pipeline.ExecuteAsync($"update pipeline.{table} set {column} = 'newer' where ctid = (select ctid from pipeline.{table} where {where} limit 1)")).ShouldBe(1);
        }
        await pipeline.ExecuteAsync("alter table pipeline.audit drop constraint audit_outcome_check; update pipeline.audit set outcome = 'newer'");
        await pipeline.ExecuteAsync("alter table pipeline.recurring drop constraint recurring_missed_check; update pipeline.recurring set missed = 'Newer', next_at = now() where name = 'test.hourly'");

        (await ReadAsync(pipeline)).ShouldBeEmpty();
        (await pipeline.Get<JobList>().ListAsync(new(), null, 100, default)).Jobs.ShouldContain(j => j.State == JobState.Unknown);
        (await pipeline.Get<FlowTable>().NewestAsync(null, 100, default)).ShouldContain(f => f.Status == "unknown");
        (await pipeline.Get<AuditTable>().ListAsync(null, 100, default)).ShouldAllBe(a => a.Outcome == AuditOutcome.Unknown);
    }

    [ServiceTheory]
    [InlineData("infinity")]
    [InlineData("-infinity")]
    [InlineData("20000-01-01 UTC")]
    public async Task What_another_worker_says_of_its_lanes_stops_no_maintenance(string time)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("lost");
        await pipeline.PublishAsync();
        await pipeline.ExecuteAsync("update pipeline.outbox set published_at = now() - interval '1 hour'");
        await pipeline.ExecuteAsync($"""
            insert into pipeline.worker (id, host, heartbeat_at, claimed, running, served)
            select gen_random_uuid(), 'other', now(), t, t, t from (select array[null, '{time}', null]::timestamptz[] as t) times
            """);
        await pipeline.Get<MessageRecovery>().RunAsync(default);
    }

    private static async Task FillAsync(TestPipeline pipeline)
    {
        pipeline.Script.OnStep = run => run.Text == "bad" ? throw new PermanentJobException("bad") : run.WriteAsync();
        await pipeline.EnqueueManyAsync(3);
        await pipeline.EnqueueAsync("bad");
        await pipeline.StartAsync(Flow.Group([new Step("member"), new Step("other")]));
        await pipeline.RunFlowsAsync();
        await pipeline.EnqueueAsync("lost");
        await pipeline.LoseWorkerAsync();
        await pipeline.StartAsync(Flow.Chord([new Step("open"), new Step("open too")], then: new Step("body")) with { TimeLimit = TimeSpan.FromDays(1) });
        await pipeline.WithDbAsync(async db =>
        {
            db.Enqueue(new Step("later"), new() { Delay = TimeSpan.FromDays(1), ExpiresAfter = TimeSpan.FromDays(2) });
            await db.SaveChangesAsync();
        });
        await pipeline.Get<AuditTable>().BeginAsync("test", null, null, default);
        await pipeline.ExecuteAsync("insert into pipeline.sweep (name, last_at, elapsed, count, runs, total, acted_at) values ('test', now(), interval '1 second', 0, 1, 0, now())");
        await pipeline.ExecuteAsync("insert into pipeline.activity select 10, date_bin('10 seconds', now(), 'epoch'), 'test.step', 1, 0, 0, 0, 0, array[1], array[1]");
    }

    private static async Task<List<(string Table, string Column, string Type)>> ColumnsAsync(TestPipeline pipeline)
    {
        var columns = await pipeline.ScalarAsync<string[]>("""
            select array_agg(c.table_name || ' ' || c.column_name || ' ' || c.udt_name order by 1)
            from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = 'pipeline' and t.table_type = 'BASE TABLE' and c.udt_name in ('timestamptz', 'interval') and c.table_name <> 'migration'
            """);
        return [.. columns.Select(column => column.Split(' ')).Select(words => (words[0], words[1], words[2]))];
    }

    /// <summary>In every row that has a value there, or in one.</summary>
    private static async Task SetAsync(TestPipeline pipeline, string table, string column, string value)
    {
        if (await pipeline.ExecuteAsync($"update pipeline.{table} set {column} = '{value}' where {column} is not null") == 0)
            await pipeline.ExecuteAsync($"update pipeline.{table} set {column} = '{value}' where ctid = (select ctid from pipeline.{table} limit 1)");
    }

    private static Task<List<string>> ReadAsync(TestPipeline pipeline) => FailuresAsync(
        ("the list of jobs", async () =>
        {
            foreach (var state in Enum.GetValues<JobState>().Where(state => state != JobState.Unknown))
                await pipeline.Get<JobList>().ListAsync(new() { State = state }, null, 100, default);
            foreach (var job in (await pipeline.Get<JobList>().ListAsync(new(), null, 100, default)).Jobs)
                await pipeline.Get<JobDetails>().FindAsync(job.Id, default);
        }),
        ("the flows", async () =>
        {
            await pipeline.Get<FlowTable>().OpenAsync(null, 100, default);
            foreach (var flow in await pipeline.Get<FlowTable>().NewestAsync(null, 100, default))
            {
                await pipeline.Get<FlowTree>().PageAsync(flow.Id, -1, default);
                await pipeline.Get<FlowTreeJobs>().OpenAsync(flow, default);
                await pipeline.Get<FlowTreeJobs>().FailedAsync(flow, default);
                await pipeline.Get<FlowTreeJobs>().CallbacksAsync(flow.Id, default);
            }
        }),
        ("the dead letters", async () =>
        {
            await pipeline.Get<DeadLetterTable>().ListAsync(DeadLetterFilter.All, null, 100, default);
            await pipeline.Get<DeadLetterTable>().GroupsAsync(100, default);
        }),
        ("the overview", () => pipeline.Get<Overview>().ReadAsync(default)),
        ("the activity", () => pipeline.Get<ActivityReader>().ReadAsync(60, null, default)),
        ("the audit", () => pipeline.Get<AuditTable>().ListAsync(null, 100, default)),
        ("the sweeps", () => pipeline.Get<SweepLog>().ListAsync(default)),
        ("the recurring jobs", () => pipeline.Get<RecurringTable>().ListAsync(default)),
        ("drain", () => pipeline.Get<DrainTable>().ListAsync(default)),
        ("the gauges", () => pipeline.Get<GaugeTable>().ReadAsync(default)));

    private static Task<List<string>> MaintainAsync(TestPipeline pipeline) => FailuresAsync(
        ("the relay", () => pipeline.PublishAsync()),
        ("recurring jobs", () => pipeline.Get<RecurringScheduler>().RunAsync(default)),
        ("lost messages", () => pipeline.Get<MessageRecovery>().RunAsync(default)),
        ("dead workers", () => pipeline.RecoverWorkersAsync()),
        ("expiry", () => pipeline.Get<ExpiryRecovery>().RunAsync(default)),
        ("flows", () => pipeline.SweepFlowsAsync()),
        ("retention", () => pipeline.Get<Retention>().RunAsync(default)));

    private static async Task<List<string>> FailuresAsync(params IEnumerable<(string Name, Func<Task> Work)> all)
    {
        var failures = new List<string>();
        foreach (var (name, work) in all)
            try
            {
                await work();
            }
            catch (Exception e)
            {
                failures.Add($"{name}: {e.GetType().Name} {e.Message}");
            }
        return failures;
    }

    private static Task<int> SaveAsync(TestPipeline pipeline) => pipeline.ExecuteAsync("""
        create schema saved;
        do $$ declare name text; begin
            for name in select tablename from pg_tables where schemaname = 'pipeline' loop execute format('create table saved.%1$I as table pipeline.%1$I', name); end loop;
        end $$
        """);

    private static Task<int> RestoreAsync(TestPipeline pipeline, params string[] tables) => pipeline.ExecuteAsync($"""
        do $$ declare name text; columns text; begin
            set session_replication_role = replica;
            for name in select tablename from pg_tables where schemaname = 'saved' and tablename in ('{string.Join("','", tables)}') loop
                execute format('delete from pipeline.%I', name);
                select string_agg(quote_ident(column_name), ', ') into columns from information_schema.columns where table_schema = 'pipeline' and table_name = name;
                execute format('insert into pipeline.%1$I (%2$s) overriding system value select %2$s from saved.%1$I', name, columns);
            end loop;
            set session_replication_role = origin;
        end $$
        """);
}
