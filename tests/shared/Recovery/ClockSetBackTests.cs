using Microsoft.EntityFrameworkCore;
using Pipeline.Flows;
using Pipeline.Outbox;
using Pipeline.Recovery;
using Pipeline.Recurring;
using Pipeline.Tests.Support;
using Pipeline.Workers;

namespace Pipeline.Tests.Recovery;

/// <summary>The database's clock is set back by an hour: what was written before lies in the future. Nothing may rest for that hour.</summary>
public sealed class ClockSetBackTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [ServiceFact]
    public async Task A_worker_that_died_before_is_dead()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await pipeline.EnqueueAsync("a");
        await pipeline.LoseWorkerAsync();
        await pipeline.ExecuteAsync("update pipeline.worker set heartbeat_at = now() + interval '1 hour' where host = 'dead'");
        await pipeline.ExecuteAsync("update pipeline.outbox set claimed_at = now() + interval '1 hour', due_at = now() + interval '1 hour', published_at = now() + interval '1 hour'");
        (await pipeline.RecoverWorkersAsync()).ShouldBe(1);
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task A_worker_without_a_row_is_dead_however_late_its_claim_is()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        await pipeline.ExecuteAsync("update pipeline.outbox set token = gen_random_uuid(), owner = gen_random_uuid(), claimed_at = now() + interval '1 hour'");
        (await pipeline.RecoverWorkersAsync()).ShouldBe(1);
    }

    [ServiceTheory]
    [InlineData("1 hour", "0")] // set back
    [InlineData("0", "1 hour")] // set forward
    public async Task Nobody_is_called_dead_until_whoever_lives_has_beaten_by_the_clock_as_it_is(string before, string after)
    {
        var time = new ManualTime();
        await using var pipeline = await TestPipeline.StartAsync(
            new TestSetup { Time = time }, ("Pipeline:StaleAfter", "00:10:00"), ("Pipeline:HeartbeatInterval", "00:03:00"));
        // The clock as this process sees it.
        await pipeline.ExecuteAsync("create table clock (by interval)");
        await pipeline.ExecuteAsync("""
            create function shift() returns trigger language plpgsql as $$ begin new.heartbeat_at := new.heartbeat_at + (select by from clock); return new; end $$;
            create trigger shift before update on pipeline.worker for each row execute function shift();
            """);
        await pipeline.ExecuteAsync("insert into clock values ($1::interval)", before);
        await pipeline.BeatUntilSteadyAsync();
        var worker = pipeline.Get<WorkerPresence>();

        await pipeline.ExecuteAsync("update clock set by = $1::interval", after);
        await worker.BeatAsync(default);
        worker.CanJudge.ShouldBeFalse();
        await pipeline.BeatUntilSteadyAsync();
        worker.CanJudge.ShouldBeTrue();
    }

    [ServiceFact]
    public async Task What_a_relay_took_before_it_died_comes_free()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        await pipeline.WithDbAsync(async db => { db.Enqueue(new LimitedStep("b")); await db.SaveChangesAsync(); });
        await pipeline.ExecuteAsync("update pipeline.outbox set taken_by = gen_random_uuid(), taken_until = now() + interval '1 hour'");
        (await pipeline.PublishAsync()).ShouldBe(2);
    }

    [ServiceFact]
    public async Task What_was_due_is_due_and_what_has_a_delay_begins_it_anew()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "retry" && run.Job.Attempt == 1 ? throw new InvalidOperationException("again in an hour") : run.WriteAsync();
        await pipeline.EnqueueAsync("retry");
        await pipeline.RunAsync();
        await pipeline.EnqueueAsync("now");
        await pipeline.WithDbAsync(async db => { db.Enqueue(new Step("tomorrow"), new() { Delay = TimeSpan.FromDays(1) }); await db.SaveChangesAsync(); });
        await pipeline.StartAsync(Flow.Chain(new Step("first"), new Step("second")));
        await pipeline.ExecuteAsync("update pipeline.outbox set due_at = due_at + interval '1 hour', scheduled_at = scheduled_at + interval '1 hour', created_at = created_at + interval '1 hour'");
        (await pipeline.PublishAsync()).ShouldBe(0);

        await pipeline.Get<ClockRepair>().RunAsync(default);
        await pipeline.RunAsync();
        (await pipeline.ScalarAsync<string[]>("select array(select text from effect order by id)")).ShouldBe(["now", "first", "second"], ignoreOrder: true);
        (await pipeline.ScalarAsync<double[]>(
            "select array(select round(extract(epoch from due_at - now()) / 60)::float8 from pipeline.outbox where published_at is null and wake is null order by 1)"))
            .Length.ShouldBe(2);
        (await pipeline.CountAsync("pipeline.outbox where due_at between now() + interval '50 minutes' and now() + interval '2 hours'")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.outbox where due_at between now() + interval '23 hours' and now() + interval '24 hours'")).ShouldBe(1);
        await pipeline.Get<ClockRepair>().RunAsync(default);
        (await pipeline.Get<ClockRepair>().RunAsync(default)).ShouldBe(0);
    }

    [ServiceFact]
    public async Task What_a_worker_gives_back_or_the_broker_lost_is_due()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(2);
        await pipeline.PublishAsync();
        await pipeline.ExecuteAsync("update pipeline.outbox set due_at = now() + interval '1 hour'");
        await pipeline.ExecuteAsync(
            "update pipeline.outbox set token = gen_random_uuid(), owner = $1, claimed_at = now() where id = (select id from pipeline.outbox limit 1)", pipeline.Get<WorkerPresence>().Id);
        while (await pipeline.TakeAsync() is not null) { }
        await pipeline.BeatUntilSteadyAsync();
        await Eventually.TrueAsync(async () => await pipeline.Get<MessageRecovery>().RunAsync(default) > 0, Soon, "the lost message is found");
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(2);
    }

    [ServiceTheory]
    [InlineData(0)]
    [InlineData(0.08)] // as after a message of four
    public async Task A_rate_limit_counts_from_now(double debt)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.WithDbAsync(async db => { db.Enqueue(new LimitedStep("a")); await db.SaveChangesAsync(); });
        await pipeline.ExecuteAsync("update pipeline.rate_limit set next_at = now() + interval '1 hour', debt = $1", debt);
        await Eventually.TrueAsync(async () => await pipeline.PublishAsync() > 0, Soon, "it is published");
    }

    [ServiceFact]
    public async Task A_lost_message_is_found()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        await pipeline.PublishAsync();
        while (await pipeline.TakeAsync() is not null) { }
        await pipeline.ExecuteAsync("update pipeline.outbox set published_at = now() + interval '1 hour'");
        await Eventually.TrueAsync(async () => await pipeline.Get<MessageRecovery>().RunAsync(default) > 0, Soon, "the lost message is found");
    }

    [ServiceFact]
    public async Task A_position_from_before_says_nothing_of_what_was_published_since()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "1"));
        await pipeline.EnqueueManyAsync(10);
        await pipeline.PublishAsync();
        await pipeline.ExecuteAsync("update pipeline.outbox set published_at = published_at - interval '1 minute'");
        await pipeline.ExecuteAsync("update pipeline.worker set claimed = array_fill(now() + interval '1 hour', array[9])");
        (await pipeline.Get<MessageRecovery>().RunAsync(default)).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_worker_forgets_positions_from_before()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "1"));
        var worker = pipeline.Get<WorkerPresence>();
        worker.Lanes.Run(0, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1)).Dispose();
        await worker.BeatAsync(default);
        worker.Lanes.Read().Claimed[0].ShouldBeNull();
    }

    [ServiceFact]
    public async Task A_flow_in_which_nothing_moves_is_taken_on()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:CloseFlowsOnCommit", "false"));
        var flow = await pipeline.StartAsync(Flow.Chord([new Step("a")], new Step("body")));
        await pipeline.RunAsync();
        await pipeline.ExecuteAsync("delete from pipeline.outbox where wake is not null");
        await pipeline.ExecuteAsync("update pipeline.flow set accepted_at = accepted_at + interval '1 hour'");
        await pipeline.ExecuteAsync("update pipeline.flow_progress set last_at = last_at + interval '1 hour'");
        (await pipeline.SweepFlowsAsync()).ShouldBe(1);
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task A_recurring_job_misses_no_more_than_the_tick_that_it_has_run()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("update pipeline.recurring set schedule = '0 * * * * *', time_zone = 'UTC', next_at = date_trunc('minute', now()) + interval '61 minutes' where name = 'test.hourly'");
        await pipeline.Get<RecurringScheduler>().RunAsync(default);
        (await pipeline.ScalarAsync<bool>("select next_at between now() - interval '5 seconds' and now() + interval '1 minute' from pipeline.recurring where name = 'test.hourly'"))
            .ShouldBeTrue();

        // A daily one has run today, and must not run twice.
        await pipeline.ExecuteAsync("update pipeline.recurring set schedule = '0 0 12 * * *', next_at = date_trunc('day', now()) + interval '1 day 12 hours' where name = 'test.hourly'");
        var next = await pipeline.ScalarAsync<DateTime>("select next_at from pipeline.recurring where name = 'test.hourly'");
        await pipeline.Get<RecurringScheduler>().RunAsync(default);
        (await pipeline.ScalarAsync<DateTime>("select next_at from pipeline.recurring where name = 'test.hourly'")).ShouldBe(next);
    }

    [ServiceFact]
    public async Task A_maintenance_task_that_ran_before_is_overdue()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var log = pipeline.Get<SweepLog>();
        await log.RunAsync("task", _ => Task.FromResult(1), default);
        (await log.IsOverdueAsync("task", TimeSpan.FromMinutes(10), default)).ShouldBeFalse();
        await pipeline.ExecuteAsync("update pipeline.sweep set last_at = now() + interval '1 hour'");
        (await log.IsOverdueAsync("task", TimeSpan.FromMinutes(10), default)).ShouldBeTrue();
        (await log.IsOverdueAsync("task", TimeSpan.FromMinutes(10), default)).ShouldBeFalse();
    }
}
