using Pipeline.Flows;
using Pipeline.Jobs;

namespace Pipeline.Tests.Flows;

/// <summary>What is bad dies until it is repaired; every job keeps what it reads.</summary>
internal sealed class ReplayWorld(TestPipeline pipeline) : IAsyncDisposable
{
    public TestPipeline Pipeline => pipeline;

    public bool Repaired { get; set; }

    public Dictionary<string, List<MemberResult>> Seen { get; } = [];

    public static async Task<ReplayWorld> StartAsync()
    {
        var world = new ReplayWorld(await Blobs.ClaimWorld.StartAsync());
        world.Pipeline.Script.OnStep = async run =>
        {
            if (run.Text.StartsWith("bad", StringComparison.Ordinal) && !world.Repaired) throw new PermanentJobException("bad");
            var seen = await run.Job.ResultsAsync(run.Token).ToListAsync(run.Token);
            lock (world.Seen) world.Seen[run.Text] = seen;
            await run.WriteAsync();
        };
        return world;
    }

    public async Task<Guid> RunAsync(Flow flow)
    {
        var started = await Pipeline.StartAsync(flow);
        await Pipeline.RunFlowsAsync();
        return started.Id;
    }

    public async Task<Guid> ReplayAsync(Guid flow)
    {
        var replayed = (await Pipeline.Get<FlowClient>().ReplayAsync(flow, default)).ShouldNotBeNull();
        replayed.Outcome.ShouldBe(FlowReplayOutcome.Replayed);
        await Pipeline.RunFlowsAsync();
        return replayed.Other!.Value;
    }

    /// <summary>Why it is not replayed.</summary>
    public async Task<FlowReplayOutcome> RefusalAsync(Guid flow) => (await Pipeline.Get<FlowClient>().ReplayAsync(flow, default))!.Outcome;

    /// <summary>The job at this place of the flow.</summary>
    public Task<Guid> JobAsync(Guid flow, int index) => Pipeline.ScalarAsync<Guid>("select id from pipeline.job where flow_id = $1 and flow_index = $2", flow, index);

    /// <summary>Queues a dead job again, by itself.</summary>
    public async Task<JobReplayOutcome> ReplayJobAsync(Guid job) => (await Pipeline.Get<JobReplay>().ReplayAsync(job, default))!.Outcome;

    public ValueTask DisposeAsync() => Pipeline.DisposeAsync();
}
