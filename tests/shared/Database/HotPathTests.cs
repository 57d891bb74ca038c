using Pipeline.Flows;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Database;

/// <summary>The way of a job costs the same however much lies in the tables.</summary>
public sealed class HotPathTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [ServiceFact]
    public async Task No_statement_on_a_jobs_way_reads_a_whole_table()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "fails" ? throw new InvalidOperationException("comes back") : run.WriteAsync();
        await FillAsync(pipeline);
        await pipeline.ExecuteAsync("analyze pipeline.job, pipeline.outbox");
        var before = await ScansAsync(pipeline);
        await pipeline.EnqueueManyAsync(200);
        await pipeline.EnqueueManyAsync(20, nameof(IoStep));
        await pipeline.EnqueueAsync("fails");
        await pipeline.RunAsync();
        await AppearAsync(pipeline, "n_tup_upd >= 221");
        (await ScansAsync(pipeline)).ShouldBe(before);
    }

    [ServiceFact]
    public async Task No_plan_that_was_kept_since_the_tables_were_empty_reads_a_whole_table()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "fails" ? throw new InvalidOperationException("comes back") : run.WriteAsync();
        foreach (var table in (string[])["job", "outbox", "dedupe", "attempt"]) await pipeline.ExecuteAsync($"alter table pipeline.{table} set (autovacuum_enabled = false)");
        await pipeline.ExecuteAsync("vacuum analyze pipeline.job, pipeline.outbox, pipeline.dedupe, pipeline.attempt");
        // A plan is kept from the sixth time on.
        for (var round = 0; round < 12; round++) await WorkAsync(pipeline);
        await FillAsync(pipeline);
        var before = await RowsAsync(pipeline);
        for (var round = 0; round < 12; round++) await WorkAsync(pipeline);
        await pipeline.Database.EndSessionsAsync();
        await Eventually.TrueAsync(
            async () => await pipeline.CountAsync("pg_stat_activity where datname = current_database() and application_name like 'pipeline %'") == 0, Soon, "the sessions have ended");
        (await RowsAsync(pipeline) - before).ShouldBeLessThan(50_000);
    }

    [ServiceFact]
    public async Task Every_update_of_a_job_is_HOT()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(1_000);
        await pipeline.RunAsync();
        await AppearAsync(pipeline, "n_tup_upd >= 1000");
        (await pipeline.ScalarAsync<long>("select n_tup_upd - n_tup_hot_upd from pg_stat_user_tables where relid = 'pipeline.job'::regclass")).ShouldBe(0);
    }

    // Finished jobs, rows that wait for their time, and a backlog at the broker.
    private static async Task FillAsync(TestPipeline pipeline)
    {
        await pipeline.ExecuteAsync("""
            insert into pipeline.job (id, type, version, args, status, message_id)
            select gen_random_uuid(), 'test.step', 1, '{"text":"old"}', 'succeeded', gen_random_uuid() from generate_series(1, 200000)
            """);
        await pipeline.ExecuteAsync("""
            insert into pipeline.outbox (id, type, version, jobs, due_at, published_at, lane)
            select gen_random_uuid(), 'test.step', 1, array[gen_random_uuid()], now() + interval '1 day',
                   case when n % 2 = 0 then now() end, case when n % 2 = 0 then 0 end
            from generate_series(1, 50000) n
            """);
    }

    // Of each kind: alone and with others, of both modes, one that comes back, members of a flow.
    private static async Task WorkAsync(TestPipeline pipeline)
    {
        await pipeline.EnqueueManyAsync(3);
        await pipeline.EnqueueManyAsync(3, nameof(IoStep));
        await pipeline.EnqueueAsync("fails");
        await pipeline.StartAsync(Flow.Chain(new Step("a"), Flow.Group([new IoStep("b")]), new Step("c")));
        await pipeline.RunAsync();
    }

    private static Task<long> RowsAsync(TestPipeline pipeline) => pipeline.ScalarAsync<long>(
        "select sum(seq_tup_read)::bigint from pg_stat_user_tables where relid in ('pipeline.job'::regclass, 'pipeline.outbox'::regclass)");

    // What a session did is counted, at the latest, when it ends.
    private static async Task AppearAsync(TestPipeline pipeline, string counted)
    {
        await pipeline.Database.EndSessionsAsync();
        await Eventually.TrueAsync(
            async () => await pipeline.CountAsync($"pg_stat_user_tables where relid = 'pipeline.job'::regclass and {counted}") == 1, Soon, counted);
    }

    private static Task<string> ScansAsync(TestPipeline pipeline) => pipeline.ScalarAsync<string>("""
        select string_agg(relname || ': ' || seq_scan, ', ' order by relname)
        from pg_stat_user_tables where relid in ('pipeline.job'::regclass, 'pipeline.outbox'::regclass)
        """);
}
