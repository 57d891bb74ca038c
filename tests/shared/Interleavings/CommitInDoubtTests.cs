using Npgsql;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Interleavings;

/// <summary>A connection that breaks at each statement in turn: what was executed counts, and its process does not know.</summary>
public sealed class CommitInDoubtTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [ServiceTheory]
    [InlineData(nameof(Step), false)]
    [InlineData(nameof(Step), true)]
    [InlineData(nameof(IoStep), false)]
    [InlineData(nameof(IoStep), true)]
    public async Task The_jobs_of_a_message_have_their_effects_once(string mode, bool isCopied)
    {
        await using var sessions = await Sessions.StartAsync(1);
        var body = Array.Empty<byte>();
        var tried = await sessions.WithEachAnswerLostAsync(
            async () => body = await JobOrderTests.OneMessageAsync(sessions, 2, mode),
            p => sessions.DeliverAsync(p, body),
            () => isCopied ? sessions.DeliverAsync(sessions.World, body) : Task.CompletedTask,
            async () =>
            {
                await sessions.FinishAsync();
                (await sessions.World.CountAsync("effect")).ShouldBe(2);
                (await sessions.World.CountAsync("pipeline.job where status = 'succeeded'")).ShouldBe(2);
                (await sessions.World.CountAsync("pipeline.outbox")).ShouldBe(0);
            });
        tried.ShouldBeGreaterThan(6);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task What_is_committed_does_not_run_again_where_the_answer_was_lost(string mode)
    {
        var server = TestServer.To("");
        await using var proxy = new SwallowingProxy(server.Host!, server.Port);
        await using var pipeline = await TestPipeline.StartAsync(
            new TestSetup { Connection = c => (c.Host, c.Port, c.SslMode) = ("127.0.0.1", proxy.Port, SslMode.Disable) });
        var runs = 0;
        pipeline.Script.OnStep = async run => { Interlocked.Increment(ref runs); await run.WriteAsync(); };
        await pipeline.EnqueueManyAsync(64, mode);
        var message = await pipeline.PublishAndTakeAsync();

        proxy.SwallowAnswerTo("set status = ");
        var running = pipeline.ProcessAsync(message);
        await proxy.Swallowing.EndsAsync(Soon);
        await Eventually.TrueAsync(async () => await pipeline.CleanlySucceededAsync() == 2, Soon, "both jobs are committed");
        proxy.Break();
        await running.EndsAsync(Soon);

        runs.ShouldBe(2);
        (await pipeline.CountAsync("effect")).ShouldBe(2);
    }

    [ServiceTheory]
    [InlineData(nameof(Step))]
    [InlineData(nameof(IoStep))]
    public async Task A_failed_attempt_is_written_once(string mode)
    {
        await using var sessions = await Sessions.StartAsync(1);
        var body = Array.Empty<byte>();
        await sessions.WithEachAnswerLostAsync(
            async () =>
            {
                sessions.World.Script.OnStep = _ => throw new IOException("again");
                body = await JobOrderTests.OneMessageAsync(sessions, 1, mode);
            },
            p => sessions.DeliverAsync(p, body),
            () => Task.CompletedTask,
            async () =>
            {
                (await sessions.World.CountAsync("pipeline.job where status = 'queued' and attempt = 1")).ShouldBe(1);
                (await sessions.World.CountAsync("pipeline.outbox")).ShouldBe(1);
                sessions.World.Script.OnStep = run => run.WriteAsync();
                await sessions.FinishAsync();
                (await sessions.World.CountAsync("effect")).ShouldBe(1);
            });
    }

    [ServiceFact]
    public async Task The_body_of_a_flow_runs_once()
    {
        await using var sessions = await Sessions.StartAsync(1);
        var flow = Guid.Empty;
        await sessions.WithEachAnswerLostAsync(
            async () => flow = await FlowOrderTests.EndedMembersAsync(sessions),
            p => UnlessBrokenAsync(() => p.Get<FlowDriver>().MoveAsync(flow, default)),
            () => Task.CompletedTask,
            async () =>
            {
                await sessions.FinishAsync();
                (await sessions.World.ProgressAsync(flow)).Status.ShouldBe("succeeded");
                (await sessions.World.CountAsync("effect where text = 'body'")).ShouldBe(1);
            });
    }

    [ServiceFact]
    public async Task A_job_is_replayed_once()
    {
        await using var sessions = await Sessions.StartAsync(1);
        var job = Guid.Empty;
        await sessions.WithEachAnswerLostAsync(
            async () => job = await ReplayOrderTests.DeadJobAsync(sessions),
            async p =>
            {
                await UnlessBrokenAsync(() => p.Get<JobReplay>().ReplayAsync(job, default));
                await UnlessBrokenAsync(() => p.Get<JobReplay>().ReplayAsync(job, default));
            },
            () => Task.CompletedTask,
            async () =>
            {
                (await sessions.World.CountAsync("pipeline.job where generation = 1 and status = 'queued'")).ShouldBe(1);
                await sessions.FinishAsync();
                (await sessions.World.CountAsync("effect")).ShouldBe(1);
            });
    }

    // The caller sees an error, as it would of any connection that breaks.
    private static async Task UnlessBrokenAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (NpgsqlException)
        {
        }
    }
}
