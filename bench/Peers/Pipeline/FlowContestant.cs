using System.Diagnostics;
using System.Globalization;
using BenchJobs;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Servers;
using Pipeline.Bench.Work;
using Pipeline.Flows;

namespace Pipeline.Bench.Peers;

/// <summary>Records as a flow: written with whatever it needs in one transaction, run by the app.</summary>
/// <param name="key">After <c>pipeline.</c>.</param>
/// <param name="title">For people.</param>
/// <param name="client">Who submits.</param>
/// <param name="worker">The app's processes.</param>
/// <param name="watch">Sees the end.</param>
/// <param name="shape">What is submitted, and what is written before.</param>
internal sealed class FlowContestant(string key, string title, PipelineClient client, ProcessFamily worker, FlowWatch watch, FlowShape shape) : IContestant
{
    public string Key => "pipeline." + key;

    public Peer Peer => Peer.Pipeline;

    public string Title => title;

    public ProcessFamily Worker => worker;

    public string? Refusal(int records) => records > shape.Most ? "the arguments are above Pipeline:LargestArgs" : null;

    public async Task<TimeSpan> RunAsync(Workload work, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var started = await client.CommitAsync((db, flows) => StartAsync(db, flows, work, cancellationToken), cancellationToken);
        await watch.EndAsync(started.Id, cancellationToken);
        var elapsed = clock.Elapsed;
        if (shape.HasBody && await watch.BodyAsync(started.Id, cancellationToken) is var body && body != started.Members.ToString(CultureInfo.InvariantCulture))
            throw new WrongResultException($"the body saw {body ?? "none"} of {started.Members} members succeed");
        return elapsed;
    }

    private async Task<FlowStarted> StartAsync(BenchDb db, FlowClient flows, Workload work, CancellationToken cancellationToken)
    {
        var connection = PipelineClient.Connection(db);
        if (shape.Staging == Staging.Numbered) await VoterCopy.StageAsync(connection, work.Voters, cancellationToken);
        if (shape.Staging == Staging.Plain) await VoterCopy.WriteAsync(connection, "bench.incoming", work.Voters, cancellationToken);
        return await flows.StartAsync(db, shape.Flow(work), cancellationToken);
    }
}
