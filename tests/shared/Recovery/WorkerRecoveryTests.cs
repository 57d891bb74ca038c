using Npgsql;
using Pipeline.Recovery;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Recovery;

public sealed class WorkerRecoveryTests
{
    [ServiceFact]
    public async Task Jobs_of_a_vanished_worker_are_published_again_each_alone_and_pay_no_attempt()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(100);
        await pipeline.PublishAsync();
        await pipeline.LoseWorkerAsync();

        (await pipeline.RecoverWorkersAsync()).ShouldBe(100);
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.outbox where lone and cardinality(jobs) = 1 and published_at is null and token is null")).ShouldBe(100);
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(100);
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.job where status = 'succeeded' and attempt = 0 and interruptions = 0")).ShouldBe(100);
    }

    [ServiceFact]
    public async Task A_job_whose_lone_run_is_cut_off_twice_is_dead()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await pipeline.EnqueueAsync("killer");
        for (var i = 0; i < 2; i++)
        {
            await pipeline.LoseWorkerAsync();
            (await pipeline.RecoverWorkersAsync()).ShouldBe(1);
            (await pipeline.StatusAsync(id)).ShouldBe("queued");
        }
        await pipeline.LoseWorkerAsync();
        (await pipeline.RecoverWorkersAsync()).ShouldBe(1);

        (await pipeline.StatusAsync(id)).ShouldBe("dead");
        (await pipeline.ScalarAsync<string>("select error from pipeline.job")).ShouldContain("killed its worker");
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_job_that_loses_its_worker_for_ever_is_dead_though_its_process_is_never_empty()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await pipeline.EnqueueAsync("killer");
        var runs = 0;
        for (; runs < 20 && await pipeline.StatusAsync(id) == "queued"; runs++)
        {
            await pipeline.LoseWorkerAsync();
            await pipeline.ExecuteAsync("update pipeline.outbox set alone = false");
            await pipeline.RecoverWorkersAsync();
        }

        (await pipeline.StatusAsync(id)).ShouldBe("dead");
        runs.ShouldBe(10);
        (await pipeline.ErrorAsync()).ShouldContain("killed its worker: 10 runs");
        (await pipeline.CountAsync("pipeline.outbox")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_lone_run_that_was_not_alone_is_not_counted()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await pipeline.EnqueueAsync("unlucky");
        for (var i = 0; i < 5; i++)
        {
            await pipeline.LoseWorkerAsync();
            await pipeline.ExecuteAsync("update pipeline.outbox set alone = false");
            await pipeline.RecoverWorkersAsync();
        }
        (await pipeline.StatusAsync(id)).ShouldBe("queued");
    }

    [ServiceFact]
    public async Task A_lone_run_cut_off_by_a_graceful_stop_is_not_counted()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await pipeline.EnqueueAsync("a");
        await pipeline.LoseWorkerAsync();
        await pipeline.ExecuteAsync("update pipeline.outbox set lone = true, alone = true");
        await pipeline.ExecuteAsync("update pipeline.job set interruptions = 1");
        await pipeline.ExecuteAsync("update pipeline.worker set released_at = now() where host = 'dead'");
        (await pipeline.RecoverWorkersAsync()).ShouldBe(1);
        (await pipeline.StatusAsync(id)).ShouldBe("queued");
    }

    [ServiceFact]
    public async Task A_message_whose_run_is_about_to_commit_is_passed_over()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueAsync("a");
        await pipeline.LoseWorkerAsync();
        await using var connection = await pipeline.Database.OpenAsync();
        await using var running = await connection.BeginTransactionAsync();
        await using (var fence = new NpgsqlCommand("select from pipeline.outbox for share", connection, running)) await fence.ExecuteNonQueryAsync();
        (await pipeline.RecoverWorkersAsync()).ShouldBe(0);
        await running.RollbackAsync();
        (await pipeline.RecoverWorkersAsync()).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Workers_that_hold_nothing_are_forgotten_after_a_day()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("""
            insert into pipeline.worker (id, host, heartbeat_at)
            values (gen_random_uuid(), 'old', now() - interval '25 hours'), (gen_random_uuid(), 'recent', now() - interval '23 hours')
            """);
        (await pipeline.RecoverWorkersAsync()).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.worker where host = 'old'")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.worker")).ShouldBe(2);
    }

    [ServiceFact]
    public async Task Nobody_is_called_dead_before_the_callers_own_heartbeat_is_steady()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:StaleAfter", "01:00:00"));
        await pipeline.EnqueueAsync("a");
        await pipeline.LoseWorkerAsync();
        await pipeline.ExecuteAsync("update pipeline.worker set heartbeat_at = now() - interval '1 day' where host = 'dead'");
        (await pipeline.Get<WorkerRecovery>().RunAsync(default)).ShouldBe(0);
        (await pipeline.ScalarAsync<bool>("select token is not null from pipeline.outbox")).ShouldBeTrue();
    }

    [ServiceFact]
    public async Task A_worker_with_a_heartbeat_keeps_its_messages()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var started = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        pipeline.Script.OnStep = async run => { started.SetResult(); await go.Task; await run.WriteAsync(); };
        await pipeline.EnqueueAsync("long");
        var running = pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        await started.Task;
        (await pipeline.RecoverWorkersAsync()).ShouldBe(0);
        go.SetResult();
        await running;
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }
}
