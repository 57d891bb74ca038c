using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

/// <summary>Work that a handler started and did not await is an error of that job alone, and holds up nobody.</summary>
public sealed class UnawaitedWorkTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_job_that_does_not_await_its_last_save_has_its_row_or_an_error_that_says_so(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = run =>
        {
            run.Db.Add(new Effect { JobId = run.Job.Id, Text = run.Text });
            _ = run.Db.SaveChangesAsync();
            return Task.CompletedTask;
        };
        await pipeline.EnqueueManyAsync(120, mode);
        await pipeline.RunSideBySideAsync().EndsAsync(Soon);

        const string succeeded = "pipeline.job j where status = 'succeeded'";
        (await pipeline.CountAsync($"{succeeded} and not exists (select from effect e where e.job_id = j.id)")).ShouldBe(0);
        (await pipeline.CountAsync(
            "effect e where exists (select from pipeline.job j where j.id = e.job_id and j.status <> 'succeeded')")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.job where status = 'queued' and attempt = 1 and error like '%await%'"))
            .ShouldBe(120 - await pipeline.CountAsync(succeeded));
        (await pipeline.CountAsync("pipeline.outbox where token is not null")).ShouldBe(0);
    }

    [ServiceTheory]
    [InlineData(nameof(Step), "save")]
    [InlineData(nameof(Step), "query")]
    [InlineData(nameof(Step), "statement")]
    [InlineData(nameof(Step), "command")]
    [InlineData(nameof(Step), "reader")]
    [InlineData(nameof(Step), "bulk")]
    [InlineData(nameof(IoStep), "save")]
    [InlineData(nameof(IoStep), "query")]
    [InlineData(nameof(IoStep), "statement")]
    [InlineData(nameof(IoStep), "command")]
    [InlineData(nameof(IoStep), "reader")]
    [InlineData(nameof(IoStep), "bulk")]
    [InlineData(nameof(IoStep), "begin")]
    public async Task It_fails_alone_with_an_error_that_says_await(string mode, string work)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        // What is not awaited goes on for as long as nobody ends it: it waits for a lock.
        await using var locker = await pipeline.Database.OpenAsync();
        await using var locking = await locker.BeginTransactionAsync();
        await using (var locks = new NpgsqlCommand(
            "lock table stock in access exclusive mode; select pg_advisory_xact_lock(7)", locker, locking))
            await locks.ExecuteNonQueryAsync();
        pipeline.Script.OnStep = async run =>
        {
            await run.Job.BeginAsync(run.Token);
            await run.WriteAsync();
            if (run.Text == "3") Leave(run, work);
        };
        if (work == "begin") pipeline.Script.OnStep = run =>
        {
            if (run.Text != "3") return run.WriteAsync();
            _ = run.Job.BeginAsync(CancellationToken.None);
            return Task.CompletedTask;
        };
        await pipeline.EnqueueManyAsync(160, mode);
        await pipeline.RunSideBySideAsync().EndsAsync(Soon);

        (await pipeline.ErrorAsync()).ShouldContain("await");
        (await pipeline.CleanlySucceededAsync()).ShouldBe(159);
        (await pipeline.CountAsync("effect")).ShouldBe(159);
        (await pipeline.CountAsync("pipeline.outbox where token is not null")).ShouldBe(0);
        await Eventually.TrueAsync(
            async () => await pipeline.CountAsync("pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") == 0,
            Soon, "its session has ended");
    }

    private static void Leave(StepRun run, string work)
    {
        var connection = (NpgsqlConnection)run.Db.Database.GetDbConnection();
        switch (work)
        {
            case "save":
                run.Db.Add(new Stock { Name = run.Text });
                _ = run.Db.SaveChangesAsync();
                break;
            case "query":
                _ = run.Db.Stocks.ToListAsync();
                break;
            case "statement":
                _ = run.Db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(7)");
                break;
            case "command":
                _ = new NpgsqlCommand("select pg_advisory_xact_lock(7)", connection).ExecuteNonQueryAsync();
                break;
            case "reader":
                _ = new NpgsqlCommand("select generate_series(1, 1000000)", connection).ExecuteReader();
                break;
            case "bulk":
                _ = run.Db.EnqueueManyAsync(EndlessAsync(run));
                break;
            case "begin":
                break;
            default:
                throw new ArgumentException(work, nameof(work));
        }
    }

    // Waits outside of the database.
    private static async IAsyncEnumerable<Step> EndlessAsync(StepRun run)
    {
        yield return new(run.Text);
        await Task.Delay(Timeout.Infinite, run.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
