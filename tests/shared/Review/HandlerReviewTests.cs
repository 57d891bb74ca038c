using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Review;

public sealed class HandlerReviewTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private static readonly Dictionary<string, string> Quick = new() { ["AbandonAfter"] = "00:00:00.5" };

    [ServiceTheory]
    [InlineData("review.database")]
    [InlineData("review.io")]
    public async Task A_handler_that_blocks_its_thread_is_abandoned(string type)
    {
        await using var world = await ReviewWorld.StartAsync(Quick);
        using var never = new ManualResetEventSlim();
        world.Script.Run = (_, _, _) => { never.Wait(CancellationToken.None); return Task.CompletedTask; };
        var run = world.DeliverAsync(await world.PutAsync(type, 1));
        var ended = await Task.WhenAny(run, Task.Delay(Soon)) == run;
        never.Set();
        await run;
        ended.ShouldBeTrue("its time limit of a second was not enforced");
    }

    [ServiceTheory]
    [InlineData("review.database")]
    [InlineData("review.io")]
    public async Task An_abandoned_handler_with_an_open_transaction_does_not_keep_its_message(string type)
    {
        await using var world = await ReviewWorld.StartAsync(Quick);
        var never = new TaskCompletionSource();
        world.Script.Run = async (job, db, _) =>
        {
            await job.BeginAsync(CancellationToken.None);
            await db.Database.ExecuteSqlRawAsync("insert into review_note values ('held')", CancellationToken.None);
            await never.Task;
        };
        var run = world.DeliverAsync(await world.PutAsync(type, 1));
        var ended = await Task.WhenAny(run, Task.Delay(Soon)) == run;
        var locks = await world.SqlAsync<long>("select count(*) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()");
        never.SetResult();
        await run;
        ended.ShouldBeTrue("the message is stuck behind the lock of the handler that was given up");
        locks.ShouldBe(0);
    }

    [ServiceTheory]
    [InlineData("review.database")]
    [InlineData("review.io")]
    public async Task A_session_that_the_server_ended_is_no_attempt(string type)
    {
        await using var world = await ReviewWorld.StartAsync();
        var first = true;
        world.Script.Run = async (job, db, token) =>
        {
            await job.BeginAsync(token);
            var pid = ((NpgsqlConnection)db.Database.GetDbConnection()).ProcessID;
            if (first)
            {
                first = false;
                await world.SqlAsync($"select pg_terminate_backend({pid})");
                await Eventually.TrueAsync(() => world.SqlAsync<bool>($"select not exists (select from pg_stat_activity where pid = {pid})"), Soon, "the session has ended");
            }
            await db.Database.ExecuteSqlRawAsync("insert into review_note values ('once')", token);
        };
        await world.DeliverAsync(await world.PutAsync(type, 1)).WaitAsync(Soon);
        (await world.CountAsync("succeeded")).ShouldBe(1, await world.SqlAsync<string>("select coalesce(error, status::text) from pipeline.job"));
    }

    [ServiceFact]
    public async Task Jobs_that_wait_for_a_connection_do_not_fail()
    {
        // As 8 lanes of 50 are to 100 connections and 15 seconds.
        await using var world = await ReviewWorld.StartAsync(connection: c => (c.MaxPoolSize, c.Timeout) = (5, 1));
        world.Script.Run = async (job, _, _) =>
        {
            await job.BeginAsync(CancellationToken.None);
            await Task.Delay(TimeSpan.FromMilliseconds(500), CancellationToken.None);
        };
        await world.DeliverAsync(await world.PutAsync("review.io", 40)).WaitAsync(TimeSpan.FromSeconds(60));
        (await world.CountAsync("dead")).ShouldBe(0, "the pool was exhausted, which was counted as the jobs' failure");
    }

    [ServiceFact]
    public async Task A_message_of_slow_database_jobs_keeps_to_its_budget()
    {
        await using var world = await ReviewWorld.StartAsync(new() { ["MessageBudget"] = "00:00:01" });
        world.Script.Run = (_, _, _) => Task.Delay(TimeSpan.FromMilliseconds(500), CancellationToken.None);
        await world.DeliverAsync(await world.PutAsync("review.database", 10)).WaitAsync(TimeSpan.FromSeconds(30));
        (await world.CountAsync("queued")).ShouldBeGreaterThan(0, "ten half-second jobs ran in a message with a second's budget");
    }

    [ServiceFact]
    public async Task A_context_that_retries_on_failure_works_in_a_handler()
    {
        await using var world = await ReviewWorld.StartAsync(npgsql: o => o.EnableRetryOnFailure());
        world.Script.Run = (_, db, token) => { db.Notes.Add(new() { Id = "note" }); return db.SaveChangesAsync(token); };
        await world.DeliverAsync(await world.PutAsync("review.database", 1)).WaitAsync(Soon);
        (await world.CountAsync("succeeded")).ShouldBe(1, await world.SqlAsync<string>("select coalesce(error, status::text) from pipeline.job"));
    }

    [ServiceFact]
    public async Task A_handler_may_catch_a_refused_insert_and_go_on()
    {
        await using var world = await ReviewWorld.StartAsync();
        await world.SqlAsync("insert into review_note values ('there')");
        world.Script.Run = async (_, db, token) =>
        {
            db.Notes.Add(new() { Id = "there" });
            try { await db.SaveChangesAsync(token); }
            catch (DbUpdateException) { db.ChangeTracker.Clear(); }
            db.Notes.Add(new() { Id = "new" });
            await db.SaveChangesAsync(token);
        };
        await world.DeliverAsync(await world.PutAsync("review.database", 1)).WaitAsync(Soon);
        (await world.CountAsync("succeeded")).ShouldBe(1, await world.SqlAsync<string>("select coalesce(error, status::text) from pipeline.job"));
    }

    [ServiceTheory]
    [InlineData("review.database")]
    [InlineData("review.io")]
    public async Task A_handler_cannot_commit_the_jobs_transaction(string type)
    {
        await using var world = await ReviewWorld.StartAsync();
        world.Script.Run = async (_, db, token) =>
        {
            db.Notes.Add(new() { Id = "early" });
            await db.SaveChangesAsync(token);
            await db.Database.CommitTransactionAsync(token);
            throw new InvalidOperationException("after the commit");
        };
        await world.DeliverAsync(await world.PutAsync(type, 1)).WaitAsync(Soon);
        (await world.SqlAsync<long>("select count(*) from review_note")).ShouldBe(0, "effects of a failed attempt were committed");
    }
}
