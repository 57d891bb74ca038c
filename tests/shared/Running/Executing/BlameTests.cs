using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

/// <summary>Only an error of the job's own connection may be nobody's; the type of an exception proves nothing.</summary>
public sealed class BlameTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, int> _runs = [];

    public static TheoryData<string, string> OfOthers
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var mode in new[] { nameof(Step), nameof(IoStep) })
                foreach (var error in new[] 
                {
                    "http", "socket", "another server", "deadlock of another server", "shutdown of another server", "fence",
                })
                    data.Add(mode, error);
            return data;
        }
    }

    [ServiceTheory]
    [MemberData(nameof(OfOthers))]
    public async Task An_error_of_another_server_is_a_failed_attempt_of_one_run(string mode, string error)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            Count(run);
            await run.WriteAsync();
            if (run.Text == "3") await FailAsync(error);
        };
        await pipeline.EnqueueManyAsync(160, mode);
        await pipeline.RunSideBySideAsync().EndsAsync(Soon);

        _runs["3"].ShouldBe(1);
        (await pipeline.CountAsync("pipeline.job where status = 'queued' and attempt = 1")).ShouldBe(1);
        (await pipeline.CleanlySucceededAsync()).ShouldBe(159);
        (await pipeline.CountAsync("effect")).ShouldBe(159);
        (await pipeline.CountAsync("pipeline.outbox where token is not null")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_batch_handler_that_throws_a_fence_of_its_own_fails_its_jobs()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run => run.Text == "3" ? throw new JobFencedException() : run.WriteAsync();
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.EnqueueManyAsync(Enumerable.Range(0, 160).Select(i => new BatchStep($"{i}")));
            await transaction.CommitAsync();
        });
        await pipeline.RunAsync().EndsAsync(Soon);

        (await pipeline.CleanlySucceededAsync()).ShouldBe(159);
        (await pipeline.CountAsync("pipeline.job where status = 'queued' and attempt = 1")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.outbox where token is not null")).ShouldBe(0);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_real_fence_that_a_handler_swallows_still_fences(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await pipeline.ExecuteAsync("update pipeline.outbox set token = gen_random_uuid()");
            await Record.ExceptionAsync(() => run.WriteAsync());
        };
        await pipeline.EnqueueAsync("a", mode);
        await pipeline.RunAsync().EndsAsync(Soon);

        (await pipeline.CountAsync("effect")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.job where status = 'queued' and attempt = 0")).ShouldBe(1);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_job_that_swallows_an_error_of_its_transaction_is_told_which(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await run.Job.BeginAsync(run.Token);
            await Record.ExceptionAsync(() => run.Db.Database.ExecuteSqlAsync($"select 1 / 0", run.Token));
            if (run.Text == "goes on") await run.WriteAsync();
        };
        await pipeline.EnqueueAsync("goes on", mode);
        await pipeline.RunAsync().EndsAsync(Soon);
        await pipeline.ExecuteAsync("update pipeline.job set status = 'dead'");
        var returns = await pipeline.EnqueueAsync("returns", mode);
        await pipeline.RunAsync().EndsAsync(Soon);

        (await pipeline.CountAsync(
            "pipeline.job where error like '%25P02%' and error like '%division by zero%' and error like '%savepoint%'")).ShouldBe(2);
        (await pipeline.StatusAsync(returns)).ShouldBe("queued");
    }

    private static async Task FailAsync(string error)
    {
        switch (error)
        {
            case "http":
                using (var client = new HttpClient()) await client.GetAsync(new Uri("http://127.0.0.1:1/"));
                break;
            case "socket":
                throw new SocketException((int)SocketError.ConnectionRefused);
            case "another server":
                await using (var other = new NpgsqlConnection("Host=127.0.0.1;Port=1;Username=nobody;Timeout=5")) await other.OpenAsync();
                break;
            case "deadlock of another server":
                throw new DbUpdateException(
                    "elsewhere", new PostgresException("deadlock detected", "ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected));
            case "shutdown of another server":
                throw new PostgresException("the database system is starting up", "FATAL", "FATAL", PostgresErrorCodes.CannotConnectNow);
            case "fence":
                throw new JobFencedException();
            default:
                throw new ArgumentException(error, nameof(error));
        }
    }

    private void Count(StepRun run) => _runs.AddOrUpdate(run.Text, 1, (_, n) => n + 1);
}
