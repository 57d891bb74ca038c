using Npgsql;
using Pipeline.Jobs;
using Pipeline.Running;
using Pipeline.Tests.Support;
using Pipeline.Workers;

namespace Pipeline.Tests.Running;

/// <summary>A message belongs to the worker that works on it, not to any worker that is alive: what nobody works on is given back.</summary>
public sealed class OwnershipTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    // Two transactions of two jobs each.
    private static readonly (string, string) Small = ("Pipeline:TransactionSize", "2");

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_message_whose_first_commit_was_in_doubt_does_not_stay_with_its_worker(string mode)
    {
        var server = TestServer.To("");
        await using var proxy = new SwallowingProxy(server.Host!, server.Port);
        await using var pipeline = await TestPipeline.StartAsync(
            new TestSetup { Connection = c => (c.Host, c.Port, c.SslMode) = ("127.0.0.1", proxy.Port, SslMode.Disable) }, Small);
        await HoldCommitsAsync(pipeline);
        await using var turn = await pipeline.Database.OpenAsync();
        await using var holding = await turn.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select pg_advisory_xact_lock(1)", turn, holding)) await hold.ExecuteNonQueryAsync();
        var runs = 0;
        pipeline.Script.OnStep = async run => { Interlocked.Increment(ref runs); await run.WriteAsync(); };
        await pipeline.EnqueueManyAsync(128, mode);
        var message = await pipeline.PublishAndTakeAsync();

        proxy.SwallowAnswerTo("set status = ");
        var running = pipeline.ProcessAsync(message);
        await proxy.Swallowing.EndsAsync(Soon);
        var before = Volatile.Read(ref runs);
        proxy.Break();
        // The server still commits; meanwhile its client runs what it takes for open once more.
        await Eventually.TrueAsync(() => Volatile.Read(ref runs) > before, Soon, "the jobs run again");
        await holding.RollbackAsync();
        await running.EndsAsync(Soon);

        await pipeline.BeatUntilSteadyAsync();
        (await pipeline.CountAsync("pipeline.outbox where token is not null")).ShouldBe(0);
        await pipeline.PublishAsync();
        while (await pipeline.TakeAsync() is { } left) await pipeline.ProcessAsync(left);
        (await pipeline.CountAsync("effect")).ShouldBe(128);
        (await pipeline.CleanlySucceededAsync()).ShouldBe(128);
    }

    [ServiceFact]
    public async Task With_each_heartbeat_a_worker_gives_back_what_it_does_not_work_on_and_keeps_what_it_does()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var (started, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        pipeline.Script.OnStep = async run => { started.TrySetResult(); await end.Task; await run.WriteAsync(); };
        await pipeline.EnqueueManyAsync(2);
        var running = pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        await started.Task.EndsAsync(Soon);
        await pipeline.ExecuteAsync(
            "update pipeline.outbox set token = gen_random_uuid(), owner = $1, claimed_at = now() where token is null", pipeline.Get<WorkerPresence>().Id);

        await pipeline.Get<WorkerPresence>().BeatAsync(default);

        (await pipeline.CountAsync("pipeline.outbox where token is null and owner is null and published_at is null")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.outbox where token is not null")).ShouldBe(1);
        end.SetResult();
        await running.EndsAsync(Soon);
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(2);
    }

    [ServiceFact]
    public async Task A_claim_that_commits_after_its_call_was_given_up_is_given_back()
    {
        var server = TestServer.To("");
        await using var proxy = new SwallowingProxy(server.Host!, server.Port);
        await using var pipeline = await TestPipeline.StartAsync(
            new TestSetup { Connection = c => (c.Host, c.Port, c.SslMode) = ("127.0.0.1", proxy.Port, SslMode.Disable) });
        await pipeline.EnqueueAsync("a");
        var (lane, body) = await pipeline.PublishAndTakeAsync();
        using var stopping = new CancellationTokenSource();

        proxy.SwallowAnswerTo("claimed_at = now()");
        var run = pipeline.Get<JobProcessor>().ProcessAsync(lane, body, stopping.Token);
        await proxy.Swallowing.EndsAsync(Soon);
        await Eventually.TrueAsync(async () => await pipeline.CountAsync("pipeline.outbox where token is not null") == 1, Soon, "the claim is committed");
        await stopping.CancelAsync();
        proxy.Break();
        await Should.ThrowAsync<Exception>(() => run.EndsAsync(Soon));

        await pipeline.BeatUntilSteadyAsync();
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_failover_that_loses_the_outcomes_of_a_messages_first_jobs_loses_none_of_its_jobs(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync(Small, ("Pipeline:IoConcurrency", "1"));
        var failedOver = false;
        pipeline.Script.OnStep = async run =>
        {
            if (!failedOver && await pipeline.CountAsync("effect") >= 2)
            {
                // The server that took over lacks the last commits.
                failedOver = true;
                await pipeline.ExecuteAsync("update pipeline.job set status = 'queued', started_at = null, finished_at = null, result = null where status = 'succeeded'");
                await pipeline.ExecuteAsync("delete from effect");
            }
            await run.WriteAsync();
        };
        await pipeline.EnqueueManyAsync(128, mode);
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        failedOver.ShouldBeTrue();

        await pipeline.BeatUntilSteadyAsync();
        await pipeline.RunAsync();
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
        (await pipeline.CleanlySucceededAsync()).ShouldBe(128);
        (await pipeline.CountAsync("effect")).ShouldBe(128);
    }

    [ServiceTheory]
    [InlineData("token = null, owner = null, claimed_at = null")] // it lacks the claim
    [InlineData("token = null, owner = null, claimed_at = null, published_at = null, lane = null")] // and that it was published
    [InlineData("token = gen_random_uuid()")] // it has an earlier claim of the same worker
    public async Task A_failover_that_loses_a_claim_loses_none_of_its_jobs(string lost)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var failedOver = false;
        pipeline.Script.OnStep = async run =>
        {
            if (!failedOver) await pipeline.ExecuteAsync("update pipeline.outbox set " + lost);
            failedOver = true;
            await run.WriteAsync();
        };
        await pipeline.EnqueueAsync("a");
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());

        await pipeline.BeatUntilSteadyAsync();
        await pipeline.RunAsync();
        (await pipeline.CleanlySucceededAsync()).ShouldBe(1);
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_failover_that_loses_the_end_of_a_message_brings_it_back()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        var message = await pipeline.PublishAndTakeAsync();
        pipeline.Script.OnStep = async run =>
        {
            await pipeline.ExecuteAsync("create table standby as select * from pipeline.outbox");
            await run.WriteAsync();
        };
        await pipeline.ProcessAsync(message);
        await pipeline.ExecuteAsync("insert into pipeline.outbox select * from standby");
        await pipeline.ExecuteAsync("update pipeline.job set status = 'queued', started_at = null, finished_at = null");
        await pipeline.ExecuteAsync("delete from effect");
        pipeline.Script.OnStep = run => run.WriteAsync();

        await pipeline.BeatUntilSteadyAsync();
        await pipeline.RunAsync();
        (await pipeline.CleanlySucceededAsync()).ShouldBe(1);
        (await pipeline.CountAsync("effect")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_worker_whose_row_vanished_keeps_its_claims_until_they_are_stale_and_is_blamed_for_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync(
            new TestSetup { Time = new ManualTime() }, ("Pipeline:StaleAfter", "00:10:00"), ("Pipeline:HeartbeatInterval", "00:03:00"));
        var id = await pipeline.EnqueueAsync("a");
        await pipeline.ExecuteAsync(
            "update pipeline.outbox set token = gen_random_uuid(), owner = gen_random_uuid(), claimed_at = now(), lone = true, alone = true, published_at = now()");
        await pipeline.ExecuteAsync("update pipeline.job set interruptions = 1");
        (await pipeline.RecoverWorkersAsync()).ShouldBe(0);

        await pipeline.ExecuteAsync("update pipeline.outbox set claimed_at = now() - interval '11 minutes'");
        (await pipeline.RecoverWorkersAsync()).ShouldBe(1);
        (await pipeline.StatusAsync(id)).ShouldBe("queued");
    }

    // Whoever commits an effect waits for a lock that the test holds.
    private static Task HoldCommitsAsync(TestPipeline pipeline) => pipeline.ExecuteAsync("""
        create function hold_commit() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock_shared(1); return null; end $$;
        create constraint trigger hold after insert on effect deferrable initially deferred for each row execute function hold_commit();
        """);
}
