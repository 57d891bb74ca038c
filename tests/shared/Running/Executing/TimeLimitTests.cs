using Microsoft.EntityFrameworkCore;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

public sealed class TimeLimitTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();
    private int _stuck;

    [ServiceTheory]
    [InlineData(nameof(Tests.Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_job_is_told_to_stop_at_its_limit_and_that_is_a_failed_attempt(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = _time });
        var told = new CancellationToken(canceled: true);
        pipeline.Script.OnStep = async run =>
        {
            await run.WriteAsync();
            told = run.Token;
            await Task.Delay(Timeout.Infinite, run.Token);
        };
        await pipeline.EnqueueAsync("a", mode);
        await _time.PassUntilAsync(pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync()), Step, () => !told.IsCancellationRequested);

        (await pipeline.ErrorAsync()).ShouldContain("stopped at its time limit");
        (await pipeline.ScalarAsync<bool>("select attempt = 1 and status = 'queued' from pipeline.job")).ShouldBeTrue();
        (await pipeline.CountAsync("effect")).ShouldBe(0);
    }

    [ServiceTheory]
    [InlineData(nameof(Tests.Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_handler_that_blocks_its_thread_is_abandoned(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = _time });
        using var never = new ManualResetEventSlim();
        pipeline.Script.OnStep = _ => { _stuck++; never.Wait(CancellationToken.None); return Task.CompletedTask; };
        await pipeline.EnqueueAsync("a", mode);
        await PassAsync(pipeline, pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync()));
        never.Set();
        (await pipeline.ErrorAsync()).ShouldContain("abandoned");
    }

    [ServiceTheory]
    [InlineData(nameof(Tests.Step))]
    [InlineData(nameof(IoStep))]
    public async Task The_session_of_an_abandoned_handler_ends_so_that_its_locks_hold_up_nobody(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = _time });
        var release = new TaskCompletionSource();
        var afterwards = new TaskCompletionSource<Exception?>();
        pipeline.Script.OnStep = async run =>
        {
            await run.Job.BeginAsync(CancellationToken.None);
            await run.Db.Database.ExecuteSqlAsync($"insert into effect (job_id, text) values ({run.Job.Id}, 'held')", CancellationToken.None);
            _stuck++;
            await release.Task;
            afterwards.SetResult(await Record.ExceptionAsync(run.WriteAsync));
        };
        await pipeline.EnqueueAsync("a", mode);
        await PassAsync(pipeline, pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync()));

        (await pipeline.ErrorAsync()).ShouldContain("abandoned");
        await Eventually.TrueAsync(async () => await IdleInTransactionAsync(pipeline) == 0, Soon, "no session is idle in a transaction");
        release.SetResult();
        (await afterwards.Task.EndsAsync(Soon)).ShouldNotBeNull();
        (await pipeline.CountAsync("effect")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task The_neighbours_of_an_abandoned_job_run()
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = _time });
        var release = new TaskCompletionSource();
        pipeline.Script.OnStep = async run =>
        {
            await run.WriteAsync();
            if (run.Text != "1") return;
            _stuck++;
            await release.Task;
        };
        await pipeline.EnqueueManyAsync(96);
        await pipeline.PublishAsync();
        while (await pipeline.TakeAsync() is { } message)
            await PassAsync(pipeline, pipeline.ProcessAsync(message));

        (await pipeline.CountAsync("effect")).ShouldBe(95);
        (await pipeline.CleanlySucceededAsync()).ShouldBe(95);
        (await pipeline.ErrorAsync()).ShouldContain("abandoned");
        release.SetResult();
    }

    // Time stands still but for a handler that is stuck: else it would run out for those that are not.
    private Task PassAsync(TestPipeline pipeline, Task processing) =>
        _time.PassUntilAsync(processing, Step, () => _stuck > pipeline.Log.Count("ignores its time limit"));

    private static Task<long> IdleInTransactionAsync(TestPipeline pipeline) =>
        pipeline.CountAsync("pg_stat_activity where state = 'idle in transaction' and datname = current_database()");
}
