using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Inspection;
using Pipeline.Messaging;
using Pipeline.Outbox;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Outbox;

/// <summary>Rows of single jobs that are due together become few messages, and nothing else does.</summary>
public sealed class MergingTests
{
    private const string Jobs = "select array(select cardinality(jobs) from pipeline.outbox order by 1 desc)";

    [ServiceFact]
    public async Task A_thousand_single_jobs_of_a_short_type_become_sixteen_messages_and_each_succeeds_once()
    {
        await using var pipeline = await StartAsync();
        await EnqueueSinglyAsync(pipeline, 1_000);
        (await pipeline.PublishAsync()).ShouldBe(16);
        (await pipeline.CountAsync("pipeline.outbox o where exists (select from pipeline.job j where j.id = any(o.jobs) and j.message_id <> o.id)")).ShouldBe(0);
        (await pipeline.ScalarAsync<long>("select sum(cardinality(jobs)) from pipeline.outbox")).ShouldBe(1_000);
        await pipeline.RunSideBySideAsync();
        while (await pipeline.TakeAsync() is { } message) await pipeline.ProcessAsync(message);
        (await pipeline.CleanlySucceededAsync()).ShouldBe(1_000);
        (await pipeline.CountAsync("effect")).ShouldBe(1_000);
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
    }

    [ServiceTheory]
    [InlineData(1, new[] { 1 })]
    [InlineData(10, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData(17, new[] { 2, 2, 2, 2, 2, 2, 2, 2, 1 })]
    public async Task Few_spread_over_the_lanes(int jobs, int[] messages)
    {
        await using var pipeline = await StartAsync(milliseconds: 30);
        await EnqueueSinglyAsync(pipeline, jobs);
        await pipeline.PublishAsync();
        (await pipeline.ScalarAsync<int[]>(Jobs)).ShouldBe(messages);
    }

    [ServiceFact]
    public async Task What_is_done_in_20_milliseconds_goes_together()
    {
        await using var pipeline = await StartAsync(milliseconds: 2);
        await EnqueueSinglyAsync(pipeline, 22);
        await pipeline.PublishAsync();
        (await pipeline.ScalarAsync<int[]>(Jobs)).ShouldBe([7, 7, 7, 1]);
    }

    [ServiceTheory]
    [InlineData("lone = true")]
    [InlineData("flow_id = gen_random_uuid()")]
    [InlineData("expires_at = now() + interval '1 hour'")]
    [InlineData("republished = 1")]
    [InlineData("taken_by = gen_random_uuid(), taken_until = now() - interval '1 second'")]
    [InlineData("version = 1 + (hashtext(jobs[1]::text) & 1048575)")]
    public async Task What_has_bookkeeping_of_its_own_stays_apart(string change)
    {
        await using var pipeline = await StartAsync();
        await EnqueueSinglyAsync(pipeline, 40);
        await pipeline.ExecuteAsync($"update pipeline.outbox set {change}");
        (await pipeline.PublishAsync()).ShouldBe(40);
        (await pipeline.CountAsync("pipeline.outbox where cardinality(jobs) = 1")).ShouldBe(40);
    }

    [ServiceTheory]
    [InlineData("attempt = 1")]
    [InlineData("interruptions = 1")]
    [InlineData("parked = 1")]
    [InlineData("message_id = gen_random_uuid()")]
    public async Task What_ran_before_stays_apart(string change)
    {
        await using var pipeline = await StartAsync();
        await EnqueueSinglyAsync(pipeline, 40);
        await pipeline.ExecuteAsync($"update pipeline.job set {change}");
        (await pipeline.PublishAsync()).ShouldBe(40);
    }

    [ServiceFact]
    public async Task A_job_that_another_transaction_works_on_stays_apart_and_nobody_waits_for_it()
    {
        await using var pipeline = await StartAsync(milliseconds: 30);
        await EnqueueSinglyAsync(pipeline, 33);
        await using var other = await pipeline.Database.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select id from pipeline.job order by id limit 1 for update", other, transaction)) await hold.ExecuteNonQueryAsync();
        (await pipeline.PublishAsync()).ShouldBe(17);
        (await pipeline.ScalarAsync<int[]>(Jobs)).ShouldBe([.. Enumerable.Repeat(2, 16), 1]);
    }

    [ServiceFact]
    public async Task What_was_absorbed_is_no_message_any_more_whoever_still_has_it()
    {
        await using var pipeline = await StartAsync();
        await EnqueueSinglyAsync(pipeline, 32);
        var before = await pipeline.ScalarAsync<Guid[]>("select array(select id from pipeline.outbox)");
        var jobs = await pipeline.ScalarAsync<Guid[]>("select array(select jobs[1] from pipeline.outbox order by id)");
        await pipeline.PublishAsync();
        // As if each had been sent on its own before: copies of all of them come as well.
        foreach (var (id, job) in before.Order().Zip(jobs))
            await pipeline.ProcessAsync((0, new JobMessage(id, [job], false).ToBytes()));
        await pipeline.RunSideBySideAsync();
        while (await pipeline.TakeAsync() is { } message) await pipeline.ProcessAsync(message);
        (await pipeline.CleanlySucceededAsync()).ShouldBe(32);
        (await pipeline.CountAsync("effect")).ShouldBe(32);
    }

    [ServiceFact]
    public async Task Types_that_are_long_or_were_never_seen_running_stay_apart()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "8"));
        await EnqueueSinglyAsync(pipeline, 40);
        (await pipeline.PublishAsync()).ShouldBe(40);
        await using var slow = await StartAsync(milliseconds: 900);
        await EnqueueSinglyAsync(slow, 40);
        (await slow.PublishAsync()).ShouldBe(40);
    }

    [ServiceFact]
    public async Task Each_job_keeps_its_own_trace_and_the_message_has_none_of_them()
    {
        await using var pipeline = await StartAsync(milliseconds: 30);
        await EnqueueSinglyAsync(pipeline, 32);
        await pipeline.ExecuteAsync("update pipeline.job set trace_parent = '00-' || md5(id::text) || '-0000000000000001-01'");
        await pipeline.ExecuteAsync("update pipeline.outbox o set trace_parent = (select j.trace_parent from pipeline.job j where j.id = o.jobs[1])");
        await pipeline.PublishAsync();
        (await pipeline.CountAsync("pipeline.outbox where cardinality(jobs) = 2 and trace_parent is null")).ShouldBe(16);
        (await pipeline.ScalarAsync<long>("select count(distinct trace_parent) from pipeline.job")).ShouldBe(32);
    }

    [ServiceFact]
    public async Task Two_relays_that_take_at_once_merge_each_row_once()
    {
        await using var pipeline = await StartAsync();
        await EnqueueSinglyAsync(pipeline, 600);
        var table = pipeline.Get<OutboxTable>();
        var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => table.TakeAsync(
            new(Guid.NewGuid(), TimeSpan.FromMinutes(1), 150) { Merged = new(["test.step"], [1], [50]), Messages = 3 }, default)));
        var jobs = taken.SelectMany(rows => rows.SelectMany(r => r.Jobs)).ToList();
        (jobs.Count, jobs.Distinct().Count()).ShouldBe((600, 600));
        (await pipeline.ScalarAsync<long>("select sum(cardinality(jobs)) from pipeline.outbox")).ShouldBe(600);
    }

    /// <summary>A pipeline whose jobs took so long lately.</summary>
    private static async Task<TestPipeline> StartAsync(double milliseconds = 1)
    {
        var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "8"));
        var run = new int[LatencyScale.Steps];
        run[LatencyScale.Of(TimeSpan.FromMilliseconds(milliseconds))] = 100;
        await pipeline.ExecuteAsync(
            """
            insert into pipeline.activity (seconds, bucket, type, succeeded, retried, dead, cancelled, expired, wait, run)
            values (300, date_bin('5 minutes', now(), 'epoch'), 'test.step', 100, 0, 0, 0, 0, $1, $1)
            """, run);
        return pipeline;
    }

    private static Task EnqueueSinglyAsync(TestPipeline pipeline, int count) => pipeline.WithDbAsync(async db =>
    {
        for (var i = 0; i < count; i++)
        {
            db.Enqueue(new Step($"{i}"));
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
        }
    });
}
