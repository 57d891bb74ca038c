using Pipeline.Flows;

namespace Pipeline.Tests.Flows.Simulation;

/// <summary>What must hold at every step, said without the rules that are under test.</summary>
internal sealed class SimOracle
{
    private readonly HashSet<SimJob> _inserted = [];
    private readonly HashSet<SimFlow> _closed = [];

    /// <summary>A worker starts a job that it claimed when its flow stopped for this reason, if it did.</summary>
    public static void Starts(SimJob job, FlowStop? stopping)
    {
        var turn = job.Index switch { -1 => FlowStage.Body, -2 => FlowStage.OnError, _ => FlowStage.Members };
        Must(stopping is null || (turn == FlowStage.OnError && stopping != FlowStop.Cancelled), $"{job} starts although {job.Flow} had stopped: {stopping}");
        Must(job.Flow.Stage == turn || job.Status != SimStatus.Queued || job.Flow.Stopping is not null, $"{job} starts while it is the turn of {job.Flow.Stage}");
        if (job.Flow.IsChain && job.IsMember)
            Must(
                job.Flow.Members.TrueForAll(m => m.Index >= job.Index || m.Status == SimStatus.Succeeded)
                && job.Flow.Nested.TrueForAll(n => n.Place >= job.Index || n.Result == FlowResult.Succeeded),
                $"{job} starts before the steps before it");
    }

    public static void Ends(SimJob job, SimStatus to)
    {
        Must(job.Status == SimStatus.Queued, $"{job} comes to {to} and is {job.Status} already");
        Must(!job.Flow.IsDone, $"{job} comes to {to} in a flow that is over");
        Must(job.Flow.Stopping != FlowStop.Cancelled || to == SimStatus.Cancelled, $"{job} comes to {to} in a flow that was cancelled");
    }

    public void Moves(SimFlow flow, FlowMove move)
    {
        Must(flow.Members.TrueForAll(m => m.Status != SimStatus.Queued), $"{flow} goes to {move} while members are open");
        Must(flow.Nested.TrueForAll(n => n.IsDone), $"{flow} goes to {move} while flows in it are open");
        Must(flow.Body is not { Exists: true, Status: SimStatus.Queued }, $"{flow} goes to {move} while its body is open");
        Must(flow.OnError is not { Exists: true, Status: SimStatus.Queued }, $"{flow} goes to {move} while its error callback is open");
        Must(move.To != FlowStage.Done || _closed.Add(flow), $"{flow} ends twice");
        var failed = flow.Others > 0;
        if (move.To == FlowStage.Body)
            Must(flow.Stopping is null && (!failed || !flow.FailsFast), $"the body of {flow} may not run");
        if (move is { To: FlowStage.Done, Result: FlowResult.Succeeded })
        {
            Must(flow.Body is null ? !failed : flow.Body is { Exists: true, Status: SimStatus.Succeeded }, $"{flow} has not succeeded");
            Must(flow.OnError is not { Exists: true }, $"{flow} succeeds after its error callback");
        }
        if (move is { To: FlowStage.Done, Result: FlowResult.Failed or FlowResult.Expired })
        {
            Must(flow.OnError is null or { Exists: true, Status: SimStatus.Succeeded or SimStatus.Dead }, $"{flow} ends as {move.Result} without its error callback");
            Must(flow.Body is not { Exists: true, Status: SimStatus.Succeeded }, $"{flow} ends as {move.Result} although its body succeeded");
            Must(move.Result == FlowResult.Expired ? flow.TimeIsOver : failed || flow.Body is { Exists: true }, $"{flow} ends as {move.Result} for no reason");
        }
        if (move is { To: FlowStage.Done, Result: FlowResult.Cancelled })
            Must(flow.Stopping is not null and not FlowStop.Expired || flow.Stage == FlowStage.Waiting, $"{flow} was never stopped");
    }

    public void Inserts(SimJob callback) => Must(_inserted.Add(callback), $"{callback} is inserted twice");

    /// <summary>After every transaction.</summary>
    public void Look(SimDatabase database)
    {
        foreach (var flow in database.Flows)
        {
            if (flow.IsDone || flow.IsChain) continue;
            var open = InFlight(flow);
            Must(open <= flow.MaxParallel, $"{open} members of {flow} are queued or running at a time, above {flow.MaxParallel}");
        }
    }

    /// <summary>Somebody cancelled it.</summary>
    public static void Cancelled(SimFlow flow)
    {
        foreach (var each in flow.Tree)
            Must(each.IsDone || each.Stopping == FlowStop.Cancelled, $"{each} goes on although {flow} was cancelled: {each.Stopping}");
    }

    /// <summary>Nothing moves any more, as some members wait for code that nobody has: the others must not wait for them while there are places.</summary>
    public static void Stalls(SimDatabase database)
    {
        foreach (var flow in database.Flows.FindAll(f => f.Holds))
        {
            var free = flow.MaxParallel - InFlight(flow);
            var next = flow.Messages.Find(m => m.IsHeld)?.Jobs.Count ?? (flow.Nested.Exists(n => n is { Stage: FlowStage.Waiting, IsDone: false }) ? 1 : int.MaxValue);
            Must(free * 4 < flow.MaxParallel || next > free, $"{flow} holds members although {free} of {flow.MaxParallel} places are free");
        }
    }

    /// <summary>Once all faults have ended, and time enough went by.</summary>
    public void Over(SimDatabase database)
    {
        foreach (var flow in database.Flows)
        {
            Must(flow.IsDone, $"{flow} never ends: stage {flow.Stage}, stopping {flow.Stopping}, messages {string.Join(' ', flow.Messages)}");
            Must(_closed.Contains(flow), $"{flow} ended behind everybody's back");
            Must(flow.Ended == flow.Total, $"{flow} counted {flow.Ended} of {flow.Total}");
            foreach (var job in flow.Members.Append(flow.Body).Append(flow.OnError).OfType<SimJob>())
                Must(!job.Exists || job.Status != SimStatus.Queued, $"{job} has no outcome");
            if (flow is { Body: { } body, Stopping: null })
                Must(body is { Exists: true, Status: SimStatus.Succeeded or SimStatus.Dead }, $"the body of {flow} never ran");
            if (flow.OnError is { Exists: true })
                Must(flow.Result is FlowResult.Failed or FlowResult.Expired || flow.Stopping == FlowStop.Cancelled, $"the error callback of {flow} ran, which is {flow.Result}");
        }
    }

    private static int InFlight(SimFlow group) =>
        group.Members.Count(m => m.Status == SimStatus.Queued && m.Message is { IsHeld: false }) + group.Nested.Count(n => !n.IsDone && n.Stage != FlowStage.Waiting);

    private static void Must(bool holds, string problem)
    {
        if (!holds) throw new SimulationException(problem);
    }
}
