using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.Outbox;
using Pipeline.Recurring;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Recurring;

public sealed class RecurringSchedulerTests
{
    [ServiceFact]
    public async Task Of_many_processes_at_once_one_runs_a_tick()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await DueAsync(pipeline, "test.hourly", "1 second");

        var enqueued = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => TickAsync(pipeline))));

        enqueued.Sum().ShouldBe(1);
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(1);
        var job = await FindAsync(pipeline, "test.hourly");
        (job.LastStatus, job.Orphaned, job.TimeZone).ShouldBe(("succeeded", false, "Europe/Berlin"));
        job.NextAt.ShouldNotBeNull().ShouldBeGreaterThan(job.LastAt.ShouldNotBeNull());
    }

    [ServiceFact]
    public async Task A_tick_whose_process_dies_before_the_commit_is_run_by_another()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await DueAsync(pipeline, "test.hourly", "1 second");
        await using (var dying = await pipeline.Database.OpenAsync())
        {
            await using var transaction = await dying.BeginTransactionAsync();
            await using var take = dying.CreateCommand();
            take.CommandText = "select from pipeline.recurring for update";
            await take.ExecuteNonQueryAsync();
            (await TickAsync(pipeline)).ShouldBe(0);
        }
        (await TickAsync(pipeline)).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Nothing_is_run_before_its_time()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await DueAsync(pipeline, "test.hourly", "-1 minute");
        (await TickAsync(pipeline)).ShouldBe(0);
        (await pipeline.Get<RecurringScheduler>().NextDueAsync(CancellationToken.None)).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    [ServiceFact]
    public async Task A_late_tick_is_skipped_or_made_up_for_once_as_its_job_says()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        // An hour that has just begun has a tick that is not late.
        await pipeline.ExecuteAsync("update pipeline.recurring set schedule = '0 0 0 1 1 *', next_at = now() - interval '3 days'");
        (await TickAsync(pipeline)).ShouldBe(1);
        (await FindAsync(pipeline, "test.hourly")).LastAt.ShouldBeNull();
        (await FindAsync(pipeline, "test.late")).LastAt.ShouldNotBeNull();
        (await TickAsync(pipeline)).ShouldBe(0);
    }

    [ServiceFact]
    public async Task Without_overlap_a_tick_is_passed_over_while_the_job_before_is_open()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        foreach (var expected in (int[])[1, 0])
        {
            await DueAsync(pipeline, "test.late", "1 second");
            (await TickAsync(pipeline)).ShouldBe(expected);
        }
        await pipeline.RunAsync();
        await DueAsync(pipeline, "test.late", "1 second");
        (await TickAsync(pipeline)).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_job_that_is_switched_off_misses_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var table = pipeline.Get<RecurringTable>();
        (await table.SwitchAsync("test.late", enabled: false, CancellationToken.None)).ShouldBeTrue();
        await DueAsync(pipeline, "test.late", "3 days");
        (await TickAsync(pipeline)).ShouldBe(0);
        (await FindAsync(pipeline, "test.late")).NextAt.ShouldBeNull();

        (await table.SwitchAsync("test.late", enabled: true, CancellationToken.None)).ShouldBeTrue();
        (await TickAsync(pipeline)).ShouldBe(0);
        (await FindAsync(pipeline, "test.late")).NextAt.ShouldNotBeNull();
        (await table.SwitchAsync("test.unknown", enabled: true, CancellationToken.None)).ShouldBeFalse();
    }

    [ServiceFact]
    public async Task A_new_declaration_keeps_the_switch_and_moves_the_tick_only_with_the_schedule()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.Get<RecurringTable>().SwitchAsync("test.late", enabled: false, CancellationToken.None);
        await pipeline.ExecuteAsync("update pipeline.recurring set next_at = '2001-01-01'");
        await pipeline.ExecuteAsync("update pipeline.recurring set schedule = '0 0 0 1 1 *' where name = 'test.hourly'");

        await pipeline.Get<RecurringTable>().DeclareAsync(CancellationToken.None);

        (await NextAsync(pipeline, "test.late")).Year.ShouldBe(2001);
        (await FindAsync(pipeline, "test.late")).Enabled.ShouldBeFalse();
        (await NextAsync(pipeline, "test.hourly")).Year.ShouldNotBe(2001);
        (await FindAsync(pipeline, "test.hourly")).Schedule.ShouldBe("0 0 * * * *");
    }

    [ServiceFact]
    public async Task A_job_that_no_code_declares_any_more_is_shown_as_orphaned_and_not_run()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("""
            insert into pipeline.recurring (name, version, schedule, time_zone, missed, next_at, declared_at)
            values ('test.gone', 1, '* * * * * *', 'UTC', 'CatchUpOnce', now(), now() - interval '1 hour')
            """);
        await pipeline.ExecuteAsync("update pipeline.recurring set declared_at = now() - interval '1 hour'");

        (await TickAsync(pipeline)).ShouldBe(0);

        var gone = await FindAsync(pipeline, "test.gone");
        (gone.Orphaned, gone.NextAt).ShouldBe((true, null));
        (await FindAsync(pipeline, "test.hourly")).Orphaned.ShouldBeFalse();
    }

    [ServiceFact]
    public async Task A_schedule_that_this_process_cannot_read_is_left_to_others()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("update pipeline.recurring set time_zone = 'Mars/Olympus', next_at = now() where name = 'test.late'");
        await DueAsync(pipeline, "test.hourly", "1 second");
        (await TickAsync(pipeline)).ShouldBe(1);
        pipeline.Log.Lines.ShouldContain(line => line.Contains("test.late"));
    }

    [ServiceFact]
    public async Task Schedules_that_this_process_cannot_read_keep_no_other_from_its_tick()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("update pipeline.recurring set time_zone = 'Mars/Olympus', next_at = now() - interval '1 hour' where name = 'test.late'");
        await DueAsync(pipeline, "test.hourly", "1 second");
        var scheduler = new RecurringScheduler(
            pipeline.Get<PipelineDatabase>(), pipeline.Get<RecurringCatalog>(), pipeline.Get<ClaimCheck>(), pipeline.Get<OutboxSignal>(),
            NullLogger<RecurringScheduler>.Instance) { Batch = 1 };
        (await scheduler.RunAsync(CancellationToken.None)).ShouldBe(1);
    }

    private static Task<int> TickAsync(TestPipeline pipeline) => pipeline.Get<RecurringScheduler>().RunAsync(CancellationToken.None);

    private static Task<int> DueAsync(TestPipeline pipeline, string name, string since) =>
        pipeline.ExecuteAsync("update pipeline.recurring set next_at = now() - $2::interval where name = $1", name, since);

    private static async Task<RecurringStatus> FindAsync(TestPipeline pipeline, string name) =>
        (await pipeline.Get<RecurringTable>().FindAsync(name, CancellationToken.None)).ShouldNotBeNull();

    private static Task<DateTime> NextAsync(TestPipeline pipeline, string name) =>
        pipeline.ScalarAsync<DateTime>("select next_at from pipeline.recurring where name = $1", name);
}
