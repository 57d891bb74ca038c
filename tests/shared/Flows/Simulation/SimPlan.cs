using Pipeline.Flows;

namespace Pipeline.Tests.Flows.Simulation;

/// <summary>Makes a flow by chance, with all that lies in it, as it is there once it was started.</summary>
internal sealed class SimPlan(Random random, SimDatabase database)
{
    private const int MostDepth = 3;
    private const int MostJobs = 14;

    private readonly bool _unknowns = random.Next(4) == 0;
    private int _jobs;
    private int _flows;

    public void Start()
    {
        var root = Flow(null, 0, live: true);
        database.Wakes.Add(root);
    }

    private SimFlow Flow(SimFlow? parent, int place, bool live)
    {
        var isChain = random.Next(3) == 0;
        var flow = new SimFlow(parent, place, $"f{_flows++}{(isChain ? "c" : "g")}")
        {
            IsChain = isChain,
            FailsFast = isChain || random.Next(2) == 0,
            MaxParallel = random.Next(1, 5),
            Stage = live ? FlowStage.Members : FlowStage.Waiting,
        };
        if (random.Next(2) == 0) flow.Body = Job(flow, -1);
        if (random.Next(2) == 0) flow.OnError = Job(flow, -2);
        var total = random.Next(6);
        var jobs = new List<(SimJob Job, bool Held)>();
        for (; flow.Total < total && _jobs < MostJobs; flow.Total++)
        {
            var held = !live || flow.Total >= (isChain ? 1 : flow.MaxParallel);
            if (flow.Depth < MostDepth - 1 && random.Next(3) == 0)
                flow.Nested.Add(Flow(flow, flow.Total, !held));
            else
                jobs.Add((Job(flow, flow.Total), held));
        }
        flow.Released = !live ? 0 : isChain ? flow.Total : Math.Min(flow.Total, flow.MaxParallel);
        flow.Members.AddRange(jobs.Select(j => j.Job));
        foreach (var alike in jobs.GroupBy(j => j.Held))
            foreach (var together in alike.Chunk(isChain ? 1 : random.Next(1, flow.MaxParallel + 1)))
                database.Add(flow, [.. together.Select(j => j.Job)], alike.Key, isChain ? together[0].Job.Index : null);
        database.Flows.Add(flow);
        return flow;
    }

    private SimJob Job(SimFlow flow, int index)
    {
        _jobs++;
        return new(flow, index, $"{flow}.{(index == -1 ? "body" : index == -2 ? "error" : index)}")
        {
            Failures = random.Next(6) == 0 ? random.Next(1, 3) : 0,
            Dies = random.Next(7) == 0,
            IsIo = random.Next(2) == 0,
            IsNew = random.Next(12) == 0,
            IsUnknown = _unknowns && random.Next(8) == 0,
        };
    }
}
