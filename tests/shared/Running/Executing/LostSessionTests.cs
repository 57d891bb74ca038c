using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Messaging;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

/// <summary>A lost session is a job's failure where other sessions live on, and nobody's where the server is away.</summary>
public sealed class LostSessionTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(300);

    private readonly ConcurrentDictionary<string, int> _runs = [];

    [ServiceTheory]
    [InlineData(nameof(Step), "statement")]
    [InlineData(nameof(Step), "swallowed")]
    [InlineData(nameof(Step), "with the outcome")]
    [InlineData(nameof(Step), "another error")]
    [InlineData(nameof(IoStep), "statement")]
    [InlineData(nameof(IoStep), "swallowed")]
    [InlineData(nameof(IoStep), "with the outcome")]
    [InlineData(nameof(IoStep), "another error")]
    public async Task A_job_that_ends_its_own_session_is_dead_in_the_end_and_costs_others_nothing(string mode, string how)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            Count(run);
            await run.Job.BeginAsync(run.Token);
            await run.WriteAsync();
            if (run.Text != "3") return;
            if (how == "with the outcome")
            {
                run.Job.ExecuteWithOutcome($"select pg_terminate_backend(pg_backend_pid())");
                return;
            }
            var error = await Record.ExceptionAsync(
                () => run.Db.Database.ExecuteSqlAsync($"select pg_terminate_backend(pg_backend_pid())", run.Token));
            if (how == "statement") throw error!;
            if (how == "another error") throw new InvalidOperationException("the import failed");
        };
        await pipeline.EnqueueManyAsync(160, mode);
        await pipeline.RunSideBySideAsync().EndsAsync(Soon);
        (await pipeline.CleanlySucceededAsync()).ShouldBe(159);
        (await pipeline.CountAsync("pipeline.job where status = 'queued' and attempt = 1")).ShouldBe(1);

        await pipeline.RunToTheEndAsync(3).EndsAsync(Soon);
        (await pipeline.CountAsync("pipeline.job where status = 'dead' and attempt = 3")).ShouldBe(1);
        (await pipeline.CountAsync("effect")).ShouldBe(159);
        (await pipeline.ErrorAsync()).ShouldContain("session");
        _runs["3"].ShouldBeLessThanOrEqualTo(3 * 4);
        _runs.Where(r => r.Key != "3").Max(r => r.Value).ShouldBeLessThanOrEqualTo(3);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_job_that_ends_all_sessions_pays_for_it_in_the_end(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            Count(run);
            await run.Job.BeginAsync(run.Token);
            await run.WriteAsync();
            if (run.Text == "3")
                await run.Db.Database.ExecuteSqlAsync(
                    $"""
                    select pg_terminate_backend(pid, 5000) from pg_stat_activity
                    where datname = current_database() and application_name like 'pipeline%' order by pid = pg_backend_pid()
                    """, run.Token);
        };
        await pipeline.EnqueueManyAsync(160, mode);
        for (var message = await pipeline.PublishAndTakeAsync(); ; message = (await pipeline.TakeAsync())!.Value)
            if (await pipeline.CountAsync($"pipeline.job where message_id = '{IdOf(message.Body)}' and args like '%\"3\"%'") > 0)
            {
                await pipeline.ProcessAsync(message).EndsAsync(Soon);
                break;
            }

        (await pipeline.CountAsync("pipeline.job where status = 'queued' and attempt = 1 and args like '%\"3\"%'")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.job where attempt > 0")).ShouldBe(1);
        (await pipeline.CleanlySucceededAsync()).ShouldBe(4);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task While_the_database_accepts_nobody_no_job_pays_an_attempt_however_often_it_tries(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        // All sessions end, and new ones are refused: once, for all that run.
        var left = new Lazy<Task>(pipeline.Database.LeaveAsync);
        pipeline.Script.OnStep = async run =>
        {
            Count(run);
            await run.Job.BeginAsync(run.Token);
            await run.WriteAsync();
            if (_runs[run.Text] > 1) return;
            await left.Value;
            await run.WriteAsync();
        };
        await pipeline.EnqueueManyAsync(160, mode);
        var running = pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        // Longer than any number of tries takes: the log shows them.
        await Eventually.TrueAsync(() => pipeline.Log.Count("is held") >= 5 || running.IsCompleted, Soon, "the message is held");
        running.IsCompleted.ShouldBeFalse();
        await pipeline.Database.ReturnAsync();
        await running.EndsAsync(Soon);

        (await pipeline.CleanlySucceededAsync()).ShouldBe(5);
        (await pipeline.CountAsync("pipeline.job where attempt > 0")).ShouldBe(0);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task Sessions_that_all_end_at_once_cost_no_job_an_attempt_however_often_they_do(string mode)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await run.Job.BeginAsync(run.Token);
            await run.WriteAsync();
            if (Count(run) <= 4) await pipeline.Database.EndSessionsAsync();
            await run.Db.Database.ExecuteSqlAsync($"select 1", run.Token);
        };
        await pipeline.EnqueueAsync("a", mode);
        await pipeline.RunAsync().EndsAsync(Soon);

        _runs["a"].ShouldBe(5);
        (await pipeline.CleanlySucceededAsync()).ShouldBe(1);
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceTheory]
    [InlineData(nameof(Step), "closes")]
    [InlineData(nameof(Step), "disposes")]
    [InlineData(nameof(Step), "commits")]
    [InlineData(nameof(Step), "rolls back")]
    [InlineData(nameof(IoStep), "closes")]
    [InlineData(nameof(IoStep), "disposes")]
    [InlineData(nameof(IoStep), "commits")]
    [InlineData(nameof(IoStep), "rolls back")]
    public async Task A_job_that_takes_its_connection_or_transaction_away_fails_alone_and_is_told_so(string mode, string what)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            Count(run);
            await run.Job.BeginAsync(run.Token);
            if (run.Text != "3") await run.WriteAsync();
            else if (what == "closes") await run.Db.Database.GetDbConnection().CloseAsync();
            else if (what == "disposes") await run.Db.Database.GetDbConnection().DisposeAsync();
            else
                await new NpgsqlCommand(what == "commits" ? "commit" : "rollback", (NpgsqlConnection)run.Db.Database.GetDbConnection())
                    .ExecuteNonQueryAsync();
        };
        await pipeline.EnqueueManyAsync(160, mode);
        await pipeline.RunSideBySideAsync().EndsAsync(Soon);

        (await pipeline.ErrorAsync()).ShouldContain("the pipeline's to");
        (await pipeline.CountAsync("pipeline.job where status = 'queued' and attempt = 1")).ShouldBe(1);
        (await pipeline.CleanlySucceededAsync()).ShouldBe(159);
        _runs["3"].ShouldBe(1);
    }

    [ServiceFact]
    public async Task What_a_job_sets_in_the_session_reaches_no_other_job_of_its_message()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("create schema other; create table other.effect (like public.effect including all)");
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "3") await run.Db.Database.ExecuteSqlAsync($"set search_path = other", run.Token);
            await run.WriteAsync();
        };
        await pipeline.EnqueueManyAsync(160);
        await pipeline.RunSideBySideAsync().EndsAsync(Soon);

        (await pipeline.CleanlySucceededAsync()).ShouldBe(160);
        (await pipeline.CountAsync("effect")).ShouldBe(159);
        (await pipeline.CountAsync("other.effect")).ShouldBe(1);
    }

    private int Count(StepRun run) => _runs.AddOrUpdate(run.Text, 1, (_, n) => n + 1);

    private static Guid IdOf(byte[] body) => JobMessage.TryParse(body, out var message, out var problem)
        ? message.Id : throw new InvalidOperationException(problem);
}
