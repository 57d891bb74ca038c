using Npgsql;
using Pipeline.Recovery;
using Pipeline.Tests.Support;
using Pipeline.Workers;

namespace Pipeline.Tests.Workers;

public sealed class WorkerPresenceTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [ServiceFact]
    public async Task A_heartbeat_tells_where_each_lane_is_while_a_message_runs()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var (started, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        pipeline.Script.OnStep = run => { started.SetResult(); return end.Task; };
        await pipeline.EnqueueAsync("a");
        var message = await pipeline.PublishAndTakeAsync();
        var running = pipeline.ProcessAsync(message);
        await started.Task.EndsAsync(Soon);

        var (here, nowhere) = (new string('-', 9).Remove(message.Lane, 1).Insert(message.Lane, "*"), new string('-', 9));
        (await PositionsAsync(pipeline)).ShouldBe($"{here} {here}");
        end.SetResult();
        await running.EndsAsync(Soon);
        (await PositionsAsync(pipeline)).ShouldBe($"{here} {nowhere}");
    }

    [ServiceFact]
    public async Task After_the_database_stood_still_nobody_is_called_dead_until_the_others_could_beat_again()
    {
        var time = new ManualTime();
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = time });
        await pipeline.EnqueueAsync("a");
        await pipeline.LoseWorkerAsync();
        await pipeline.BeatUntilSteadyAsync();

        // A heartbeat that is under way waits, as when the server's disk or its machine stands still.
        await using (var connection = await pipeline.Database.OpenAsync())
        {
            await using var still = await connection.BeginTransactionAsync();
            await using (var stop = new NpgsqlCommand("lock table pipeline.worker in exclusive mode", connection, still)) await stop.ExecuteNonQueryAsync();
            var beat = pipeline.Get<WorkerPresence>().BeatAsync(default);
            time.Advance(pipeline.Get<PipelineOptions>().StaleAfter);
            await still.RollbackAsync();
            await Record.ExceptionAsync(() => beat); // it may or may not have been quick enough
        }
        await pipeline.Get<WorkerPresence>().BeatAsync(default);
        (await pipeline.Get<WorkerRecovery>().RunAsync(default)).ShouldBe(0);
        (await pipeline.RecoverWorkersAsync()).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_process_that_was_frozen_calls_nobody_dead_before_it_has_beaten_again()
    {
        var time = new ManualTime();
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = time });
        await pipeline.EnqueueAsync("a");
        await pipeline.LoseWorkerAsync();
        await pipeline.BeatUntilSteadyAsync();

        time.Advance(pipeline.Get<PipelineOptions>().StaleAfter);
        (await pipeline.Get<WorkerRecovery>().RunAsync(default)).ShouldBe(0);
        (await pipeline.RecoverWorkersAsync()).ShouldBe(1);
    }

    [ServiceFact]
    public async Task At_shutdown_everything_is_let_go_and_free_at_once()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await pipeline.EnqueueAsync("a");
        await pipeline.PublishAsync();
        await HoldAsync(pipeline);
        (await pipeline.Get<WorkerPresence>().ReleaseAsync(default)).ShouldBe(1);
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task Letting_go_does_not_wait_for_a_run_that_commits_yet()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.EnqueueManyAsync(2);
        await pipeline.PublishAsync();
        await HoldAsync(pipeline);
        await using var connection = await pipeline.Database.OpenAsync();
        await using var running = await connection.BeginTransactionAsync();
        await using (var fence = new NpgsqlCommand("select from pipeline.outbox limit 1 for share", connection, running)) await fence.ExecuteNonQueryAsync();

        (await pipeline.Get<WorkerPresence>().ReleaseAsync(default).EndsAsync(Soon)).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.outbox where token is null")).ShouldBe(1);
        await running.RollbackAsync();
    }

    private static Task<int> HoldAsync(TestPipeline pipeline) =>
        pipeline.ExecuteAsync("update pipeline.outbox set token = gen_random_uuid(), owner = $1, claimed_at = now()", pipeline.Get<WorkerPresence>().Id);

    // A lane's place in what was claimed and in what runs: * where there is a time.
    private static async Task<string> PositionsAsync(TestPipeline pipeline)
    {
        var worker = pipeline.Get<WorkerPresence>();
        await worker.BeatAsync(default);
        return await pipeline.ScalarAsync<string>("""
            select string_agg(case when c is null then '-' else '*' end, '' order by n) || ' ' ||
                   string_agg(case when r is null then '-' else '*' end, '' order by n)
            from pipeline.worker, unnest(claimed, running) with ordinality as lane(c, r, n) where id = $1
            """, worker.Id);
    }
}
