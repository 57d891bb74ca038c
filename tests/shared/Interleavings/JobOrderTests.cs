using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;
using Pipeline.Recovery;
using Pipeline.Recurring;
using Pipeline.Running;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Interleavings;

/// <summary>Claim, outcome, retry, release, recovery and expiry of jobs, statement by statement beside each other.</summary>
public sealed class JobOrderTests
{
    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task Two_copies_of_a_message_have_its_effects_once(string mode)
    {
        await using var sessions = await Sessions.StartAsync(2);
        var body = Array.Empty<byte>();
        await sessions.InAllOrdersAsync(
            async () => body = await OneMessageAsync(sessions, 2, mode),
            [p => sessions.DeliverAsync(p, body), p => sessions.DeliverAsync(p, body)],
            () => HaveRunOnceAsync(sessions, 2));
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_failed_attempt_counts_once_whatever_another_copy_does(string mode)
    {
        await using var sessions = await Sessions.StartAsync(2);
        var body = Array.Empty<byte>();
        await sessions.InAllOrdersAsync(
            async () =>
            {
                sessions.World.Script.OnStep = async run => { await run.WriteAsync(); throw new IOException("again"); };
                body = await OneMessageAsync(sessions, 1, mode);
            },
            [p => sessions.DeliverAsync(p, body), p => sessions.DeliverAsync(p, body)],
            async () =>
            {
                (await sessions.World.CountAsync("pipeline.job where status = 'queued' and attempt = 1")).ShouldBe(1);
                (await sessions.World.CountAsync("pipeline.outbox where due_at > now() and token is null")).ShouldBe(1);
                sessions.World.Script.OnStep = run => run.WriteAsync();
                await sessions.FinishAsync();
                (await sessions.World.CountAsync("effect")).ShouldBe(1);
                (await sessions.World.CountAsync("pipeline.outbox")).ShouldBe(0);
            });
    }

    [ServiceFact]
    public async Task A_worker_that_lets_go_of_a_message_and_one_that_takes_it_run_its_jobs_once()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var body = Array.Empty<byte>();
        var message = Guid.Empty;
        await sessions.InAllOrdersAsync(
            async () =>
            {
                body = await OneMessageAsync(sessions, 2, nameof(Step));
                message = await sessions.World.ScalarAsync<Guid>("select id from pipeline.outbox");
            },
            [
                async p =>
                {
                    var (leases, token) = (p.Get<LeaseTable>(), Guid.NewGuid());
                    await leases.ClaimAsync(message, token, Guid.NewGuid(), 0, false, default);
                    await leases.ReleaseAsync(message, token, TimeSpan.Zero, default);
                    await leases.PutBackAsync(message, TimeSpan.Zero, default);
                },
                p => sessions.DeliverAsync(p, body),
            ],
            () => HaveRunOnceAsync(sessions, 2));
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task Recovery_beside_a_run_that_goes_on_has_its_effects_once(string mode)
    {
        await using var sessions = await Sessions.StartAsync(2, new ManualTime());
        await sessions.Processes[1].BeatUntilSteadyAsync();
        var body = Array.Empty<byte>();
        await sessions.InSomeOrdersAsync(
            async () =>
            {
                body = await OneMessageAsync(sessions, 2, mode);
                // Its sessions go on: it has been let go of, and does not know.
                await sessions.World.ExecuteAsync(
                    "update pipeline.worker set released_at = now() where id = $1", sessions.Processes[0].Get<WorkerId>().Value);
            },
            [p => sessions.DeliverAsync(p, body), p => p.Get<WorkerRecovery>().RunAsync(default)],
            () => HaveRunOnceAsync(sessions, 2));
    }

    [ServiceFact]
    public async Task Three_copies_of_a_message_have_its_effects_once()
    {
        await using var sessions = await Sessions.StartAsync(3);
        var body = Array.Empty<byte>();
        await sessions.InSomeOrdersAsync(
            async () => body = await OneMessageAsync(sessions, 3, nameof(Step)),
            [p => sessions.DeliverAsync(p, body), p => sessions.DeliverAsync(p, body), p => sessions.DeliverAsync(p, body)],
            () => HaveRunOnceAsync(sessions, 3));
    }

    [ServiceFact]
    public async Task A_job_expires_or_runs()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var body = Array.Empty<byte>();
        await sessions.InAllOrdersAsync(
            async () =>
            {
                body = await OneMessageAsync(sessions, 1, nameof(Step));
                // By the time of the claim it may start; then its time is over.
                await sessions.World.ExecuteAsync("update pipeline.outbox set expires_at = 'infinity'");
            },
            [
                p => sessions.DeliverAsync(p, body),
                async p =>
                {
                    await p.Get<Pipeline.Database.PipelineDatabase>().Command("update pipeline.outbox set expires_at = now() - interval '1 second'").ExecuteNonQueryAsync();
                    await p.Get<ExpiryRecovery>().RunAsync(default);
                },
            ],
            async () =>
            {
                await sessions.FinishAsync();
                var expired = await sessions.World.CountAsync("pipeline.job where status = 'expired'");
                (await sessions.World.CountAsync("effect")).ShouldBe(1 - expired);
                (await sessions.World.CountAsync("pipeline.job where status = 'succeeded'")).ShouldBe(1 - expired);
                (await sessions.World.CountAsync("pipeline.outbox")).ShouldBe(0);
            });
    }

    [ServiceFact]
    public async Task Of_one_key_there_is_never_more_than_one_open_job()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var body = Array.Empty<byte>();
        var taken = false;
        await sessions.InAllOrdersAsync(
            async () =>
            {
                await OnceAsync(sessions.World);
                body = (await sessions.PublishedAsync()).ShouldHaveSingleItem();
            },
            [p => sessions.DeliverAsync(p, body), async p => taken = await OnceAsync(p) is not null],
            async () =>
            {
                (await sessions.World.CountAsync("pipeline.job")).ShouldBe(taken ? 2 : 1);
                (await sessions.World.CountAsync("pipeline.dedupe")).ShouldBe(taken ? 1 : 0);
                await sessions.FinishAsync();
                (await sessions.World.CountAsync("effect")).ShouldBe(taken ? 2 : 1);
                (await sessions.World.CountAsync("pipeline.dedupe")).ShouldBe(0);
            });
    }

    [ServiceFact]
    public async Task An_occurrence_is_enqueued_once()
    {
        await using var sessions = await Sessions.StartAsync(2);
        await sessions.InSomeOrdersAsync(
            () => sessions.World.ExecuteAsync("update pipeline.recurring set next_at = now() - interval '1 second' where name = 'test.hourly'"),
            [p => p.Get<RecurringScheduler>().RunAsync(default), p => p.Get<RecurringScheduler>().RunAsync(default)],
            async () => (await sessions.World.CountAsync("pipeline.job where type = 'test.hourly'")).ShouldBe(1));
    }

    private static Task<Guid?> OnceAsync(TestPipeline pipeline) => pipeline.WithDbAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var id = await db.EnqueueOnceAsync(new Step("once"), "k");
        await transaction.CommitAsync();
        return id;
    });

    private static async Task HaveRunOnceAsync(Sessions sessions, int jobs)
    {
        await sessions.FinishAsync();
        (await sessions.World.CountAsync("effect")).ShouldBe(jobs);
        (await sessions.World.CleanlySucceededAsync()).ShouldBe(jobs);
        (await sessions.World.CountAsync("pipeline.outbox")).ShouldBe(0);
    }

    /// <summary>One published message of so many jobs.</summary>
    internal static async Task<byte[]> OneMessageAsync(Sessions sessions, int jobs, string mode)
    {
        var world = sessions.World;
        await world.EnqueueManyAsync(jobs, mode);
        await world.ExecuteAsync("""
            update pipeline.job set message_id = (select min(id::text)::uuid from pipeline.outbox);
            delete from pipeline.outbox where id <> (select min(id::text)::uuid from pipeline.outbox);
            update pipeline.outbox set jobs = array(select id from pipeline.job order by id);
            """);
        return (await sessions.PublishedAsync()).ShouldHaveSingleItem();
    }
}
