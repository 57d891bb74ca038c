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
        // Finished jobs, rows that wait for their time, and a backlog at the broker.
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
    public async Task Every_update_of_a_job_is_HOT()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(1_000);
        await pipeline.RunAsync();
        await AppearAsync(pipeline, "n_tup_upd >= 1000");
        (await pipeline.ScalarAsync<long>("select n_tup_upd - n_tup_hot_upd from pg_stat_user_tables where relid = 'pipeline.job'::regclass")).ShouldBe(0);
    }

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
