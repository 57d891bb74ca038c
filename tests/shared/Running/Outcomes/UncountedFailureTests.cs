using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

/// <summary>What is no job's fault costs no job an attempt.</summary>
public sealed class UncountedFailureTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [ServiceFact]
    public async Task A_deadlock_is_nobodys_failed_attempt()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("insert into effect (job_id, text) values (gen_random_uuid(), 'x'), (gen_random_uuid(), 'y')");
        var first = new TaskCompletionSource();
        var both = new CountdownEvent(2);
        pipeline.Script.OnStep = async run =>
        {
            var (mine, other) = run.Text == "0" ? ("x", "y") : ("y", "x");
            await run.Db.Database.ExecuteSqlAsync($"update effect set job_id = {run.Job.Id} where text = {mine}");
            if (!both.IsSet && both.Signal()) first.SetResult();
            await first.Task;
            await run.Db.Database.ExecuteSqlAsync($"update effect set job_id = {run.Job.Id} where text = {other}");
        };
        await pipeline.EnqueueManyAsync(2);
        var one = await pipeline.PublishAndTakeAsync();
        var two = (await pipeline.TakeAsync())!.Value;
        await Task.WhenAll(pipeline.ProcessAsync(one), pipeline.ProcessAsync(two));

        (await pipeline.CleanlySucceededAsync()).ShouldBe(2);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_session_that_the_server_ended_is_nobodys_failed_attempt(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var runs = 0;
        pipeline.Script.OnStep = async run =>
        {
            await run.Job.BeginAsync(run.Token);
            var session = ((NpgsqlConnection)run.Db.Database.GetDbConnection()).ProcessID;
            if (runs++ == 0)
            {
                await pipeline.ScalarAsync<bool>("select pg_terminate_backend($1)", session);
                await Eventually.TrueAsync(async () => await pipeline.CountAsync($"pg_stat_activity where pid = {session}") == 0, Soon, "the session has ended");
            }
            await run.WriteAsync();
        };
        await pipeline.EnqueueAsync("a", mode);
        await pipeline.RunAsync().EndsAsync(Soon);

        runs.ShouldBe(2);
        (await pipeline.CleanlySucceededAsync()).ShouldBe(1);
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Jobs_that_all_need_one_of_few_connections_wait_their_turn()
    {
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Connection = c => (c.MaxPoolSize, c.Timeout) = (2, 1) });
        var runs = 0;
        pipeline.Script.OnStep = async run =>
        {
            Interlocked.Increment(ref runs);
            await run.Job.BeginAsync(run.Token);
            // Together they hold the connections for longer than one waits for a connection.
            await Task.Delay(TimeSpan.FromMilliseconds(300), run.Token);
        };
        await pipeline.EnqueueManyAsync(12 * 32, nameof(IoStep));
        await pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        (await pipeline.CleanlySucceededAsync()).ShouldBe(12);
        runs.ShouldBe(12);
    }
}
