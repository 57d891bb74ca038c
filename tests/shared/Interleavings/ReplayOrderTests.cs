using Pipeline.DeadLetters;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Recovery;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Interleavings;

/// <summary>Replay of jobs and flows beside each other and beside retention, statement by statement.</summary>
public sealed class ReplayOrderTests
{
    [ServiceFact]
    public async Task A_job_is_replayed_once()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var job = Guid.Empty;
        ReplayedJob?[] replayed = [null, null];
        await sessions.InAllOrdersAsync(
            async () => job = await DeadJobAsync(sessions),
            [
                async p => replayed[0] = await p.Get<JobReplay>().ReplayAsync(job, default),
                async p => replayed[1] = await p.Get<JobReplay>().ReplayAsync(job, default),
            ],
            async () =>
            {
                replayed.Count(r => r!.Outcome == JobReplayOutcome.Replayed).ShouldBe(1);
                await RunsOnceAsync(sessions, 1);
            });
    }

    [ServiceFact]
    public async Task A_job_is_replayed_by_its_id_or_with_all_dead_letters()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var job = Guid.Empty;
        await sessions.InAllOrdersAsync(
            async () => job = await DeadJobAsync(sessions),
            [p => p.Get<JobReplay>().ReplayAsync(job, default), p => p.Get<DeadLetterReplay>().RunAsync(DeadLetterFilter.All, default)],
            () => RunsOnceAsync(sessions, 1));
    }

    [ServiceFact]
    public async Task A_flow_is_replayed_once()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var flow = Guid.Empty;
        await sessions.InSomeOrdersAsync(
            async () => flow = await FailedFlowAsync(sessions),
            [p => p.Get<FlowClient>().ReplayAsync(flow, default), p => p.Get<FlowClient>().ReplayAsync(flow, default)],
            async () =>
            {
                (await sessions.World.CountAsync("pipeline.flow")).ShouldBe(2);
                await RunsOnceAsync(sessions, 2);
            });
    }

    [ServiceFact]
    public async Task A_member_runs_in_a_replay_of_its_own_or_in_that_of_its_flow()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var (flow, job) = (Guid.Empty, Guid.Empty);
        await sessions.InSomeOrdersAsync(
            async () =>
            {
                flow = await FailedFlowAsync(sessions);
                job = await sessions.World.ScalarAsync<Guid>("select id from pipeline.job where status = 'dead'");
            },
            [p => p.Get<JobReplay>().ReplayAsync(job, default), p => p.Get<FlowClient>().ReplayAsync(flow, default)],
            () => RunsOnceAsync(sessions, 2));
    }

    [ServiceFact]
    public async Task Retention_deletes_a_job_or_it_is_replayed()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var job = Guid.Empty;
        ReplayedJob? replayed = null;
        await sessions.InSomeOrdersAsync(
            async () =>
            {
                await DeadJobAsync(sessions);
                await sessions.World.ExecuteAsync("delete from pipeline.dead_letter");
                await sessions.World.AgeAsync();
                job = await sessions.World.ScalarAsync<Guid>("select id from pipeline.job");
            },
            [p => p.RetainAsync(), async p => replayed = await p.Get<JobReplay>().ReplayAsync(job, default)],
            () => RunsOnceAsync(sessions, replayed is { Outcome: JobReplayOutcome.Replayed } ? 1 : 0));
    }

    [ServiceFact]
    public async Task Retention_deletes_a_dead_letter_or_its_job_is_replayed()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var job = Guid.Empty;
        ReplayedJob? replayed = null;
        await sessions.InSomeOrdersAsync(
            async () =>
            {
                job = await DeadJobAsync(sessions);
                await sessions.World.ExecuteAsync("update pipeline.dead_letter set received_at = now() - interval '91 days'");
            },
            [p => p.RetainAsync(), async p => replayed = await p.Get<JobReplay>().ReplayAsync(job, default)],
            () => RunsOnceAsync(sessions, replayed is { Outcome: JobReplayOutcome.Replayed } ? 1 : 0));
    }

    [ServiceFact]
    public async Task Retention_deletes_a_flow_or_it_is_replayed()
    {
        await using var sessions = await Sessions.StartAsync(2);
        var flow = Guid.Empty;
        ReplayedFlow? replayed = null;
        await sessions.InSomeOrdersAsync(
            async () =>
            {
                flow = await FailedFlowAsync(sessions);
                await sessions.World.AgeAsync();
            },
            [p => p.RetainAsync(), async p => replayed = await p.Get<FlowClient>().ReplayAsync(flow, default)],
            async () =>
            {
                var isReplayed = replayed is { Outcome: FlowReplayOutcome.Replayed };
                await RunsOnceAsync(sessions, isReplayed ? 2 : 1);
                (await sessions.World.CountAsync($"pipeline.flow where id = '{flow}'")).ShouldBe(isReplayed ? 1 : 0);
            });
    }

    /// <summary>A job that would succeed now.</summary>
    internal static async Task<Guid> DeadJobAsync(Sessions sessions)
    {
        sessions.World.Script.OnStep = _ => throw new PermanentJobException("no");
        var job = await sessions.World.EnqueueAsync("a");
        await sessions.World.RunAsync();
        sessions.World.Script.OnStep = run => run.WriteAsync();
        return job;
    }

    // Of two members one is dead, and would succeed now.
    private static async Task<Guid> FailedFlowAsync(Sessions sessions)
    {
        sessions.World.Script.OnStep = run => run.Text == "dies" ? throw new PermanentJobException("no") : run.WriteAsync();
        var flow = await sessions.World.StartAsync(Flow.Group([new Step("dies"), new Step("ends")]) with { OnFailure = FailurePolicy.ContinueOnFailure });
        await sessions.World.RunFlowsAsync();
        sessions.World.Script.OnStep = run => run.WriteAsync();
        return flow.Id;
    }

    private static async Task RunsOnceAsync(Sessions sessions, int effects)
    {
        await sessions.FinishAsync();
        (await sessions.World.CountAsync("effect")).ShouldBe(effects);
        (await sessions.World.CountAsync("pipeline.outbox")).ShouldBe(0);
        (await sessions.World.CountAsync("pipeline.job where status = 'queued'")).ShouldBe(0);
    }
}
