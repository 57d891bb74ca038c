using Pipeline.Recovery;
using Pipeline.Tests.Running;
using Pipeline.Tests.Support;
using Pipeline.Workers;

namespace Pipeline.Tests.Recovery;

public sealed class WorkerRecoveryTests
{
    [ServiceFact]
    public async Task Jobs_of_a_vanished_worker_are_published_again_each_alone_and_pay_no_attempt()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await DatabaseRunTests.EnqueueManyAsync(pipeline, 100);
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
        var id = await DatabaseRunTests.EnqueueAsync(pipeline, "killer");
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
    public async Task A_lone_run_that_was_not_alone_is_not_counted()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await DatabaseRunTests.EnqueueAsync(pipeline, "unlucky");
        for (var i = 0; i < 5; i++)
        {
            await pipeline.LoseWorkerAsync();
            await pipeline.ExecuteAsync("update pipeline.outbox set alone = false");
            await pipeline.RecoverWorkersAsync();
        }
        (await pipeline.StatusAsync(id)).ShouldBe("queued");
    }

    [ServiceFact]
    public async Task Nobody_is_called_dead_before_the_callers_own_heartbeat_is_steady()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:StaleAfter", "01:00:00"));
        await DatabaseRunTests.EnqueueAsync(pipeline, "a");
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
        await DatabaseRunTests.EnqueueAsync(pipeline, "long");
        await pipeline.PublishAsync();
        var running = pipeline.ProcessAsync((await pipeline.TakeAsync())!.Value);
        await started.Task;
        (await pipeline.RecoverWorkersAsync()).ShouldBe(0);
        go.SetResult();
        await running;
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task At_shutdown_everything_is_let_go_and_free_at_once()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await DatabaseRunTests.EnqueueAsync(pipeline, "a");
        await pipeline.PublishAsync();
        var worker = pipeline.Get<WorkerPresence>();
        await pipeline.ExecuteAsync("update pipeline.outbox set token = gen_random_uuid(), owner = $1", worker.Id);
        await worker.ReleaseAsync(default);
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
    }
}
