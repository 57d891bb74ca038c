using Pipeline.Flows;

namespace Pipeline.Tests.Flows.Simulation;

/// <summary>The rows, and the transactions over them: each method that is no read is one. What is decided in C# in the product is decided by the same code here.</summary>
internal sealed class SimDatabase(SimOracle oracle)
{
    private int _messages;

    public List<SimFlow> Flows { get; } = [];

    public List<SimMessage> Messages { get; } = [];

    /// <summary>Outermost flows that somebody is asked to look at.</summary>
    public List<SimFlow> Wakes { get; } = [];

    /// <summary>As the setting says: who commits a flow's last member closes it.</summary>
    public bool ClosesOnCommit { get; init; }

    /// <summary>Grows with everything that takes a flow on.</summary>
    public int Progress { get; private set; }

    public SimMessage Add(SimFlow flow, List<SimJob> jobs, bool held = false, int? step = null, bool due = true)
    {
        var message = new SimMessage(_messages++, flow, jobs) { IsHeld = held, Step = step, IsDue = due };
        foreach (var job in jobs)
            (job.Message, job.Exists) = (message, true);
        flow.Messages.Add(message);
        Messages.Add(message);
        return message;
    }

    /// <returns>The message's open jobs as their worker sees them; null where it is taken or gone.</returns>
    public List<SimJob.Claimed>? Claim(SimMessage message, SimProcess worker)
    {
        if (message.IsGone || message.Token is not null) return null;
        message.Token = worker;
        message.IsPublished = true;
        return [.. message.Jobs.Where(j => j.Status == SimStatus.Queued && j.Message == message).Select(j => new SimJob.Claimed(j, j.Flow.Stopping, j.TimeIsOver))];
    }

    /// <summary>Writes outcomes; <see cref="SimStatus.Queued"/> is another attempt later.</summary>
    /// <returns>False: fenced, nothing was written.</returns>
    public bool Write(SimMessage message, SimProcess worker, List<(SimJob Job, SimStatus To, bool Counts)> outcomes, bool ends)
    {
        if (message.IsGone || message.Token != worker) return false;
        foreach (var (job, to, _) in outcomes)
            if (job.Status != SimStatus.Queued || job.Message != message || (to != SimStatus.Cancelled && FlowRules.MayNotCommit(job.Flow.Stopping, job.Index)))
                return false;
        foreach (var (job, to, counts) in outcomes)
        {
            if (to == SimStatus.Queued)
            {
                if (counts) job.Attempts++;
                if (counts) Progress++;
                Add(job.Flow, [job], due: false);
                continue;
            }
            End(job, to);
            if (job.IsMember && to == SimStatus.Succeeded && job.Flow.IsChain) NextStep(job.Flow, job.Index);
            if (job.IsMember && to is SimStatus.Dead or SimStatus.Expired && job.IsMember) Fail(job.Flow);
        }
        if (ends) Remove(message);
        oracle.Look(this);
        return true;
    }

    public void Delete(SimMessage message, SimProcess worker)
    {
        if (message.Token == worker && !message.IsGone) Remove(message);
    }

    /// <summary>A worker vanished, or seems to have: each of the open jobs gets a message of its own.</summary>
    public void Split(SimMessage message)
    {
        if (message.IsGone || message.IsLocked) return;
        var open = message.Jobs.Where(j => j.Status == SimStatus.Queued && j.Message == message).ToList();
        Remove(message);
        foreach (var job in open)
            Add(job.Flow, [job]);
    }

    public bool Move(SimFlow flow)
    {
        if (flow.IsDone || FlowRules.Next(flow.Facts) is not { } move) return false;
        Progress++;
        oracle.Moves(flow, move);
        var was = flow.Stage;
        flow.Stage = move.To;
        if (move.To == FlowStage.Done)
        {
            flow.Result = move.Result!.Value;
            TellParent(flow, was);
        }
        else
        {
            var callback = move.To == FlowStage.Body ? flow.Body! : flow.OnError!;
            oracle.Inserts(callback);
            Add(flow, [callback]);
        }
        oracle.Look(this);
        return true;
    }

    public bool Release(SimFlow group)
    {
        if (!group.Holds || group.IsDone || group.Released >= group.Total) return false;
        var room = group.MaxParallel - group.Released + group.Ended;
        return room > 0 && LetGo(group, room) > 0;
    }

    public bool Stop(SimFlow flow, FlowStage stage, FlowStop? was, FlowStop stop)
    {
        if (flow.IsDone || flow.Stage != stage || flow.Stopping != was) return false;
        Progress++;
        flow.Stopping = stop;
        return true;
    }

    public void StopTree(SimFlow flow, bool self, FlowStop stopping)
    {
        var (stop, over) = FlowRules.Within(stopping);
        foreach (var each in flow.Tree.Where(f => !f.IsDone && (self || f != flow) && (f.Stopping is not { } was || over.Contains(was))))
        {
            Progress++;
            each.Stopping = stop;
        }
    }

    public int End(SimFlow flow, FlowStage stage, bool running, int most)
    {
        if (flow.Stage != stage) return 0;
        var taken = flow.Messages.Where(m => !m.IsLocked && (running || m.Token is null)).Take(most).ToList();
        foreach (var message in taken)
        {
            foreach (var job in message.Jobs.Where(j => j.Status == SimStatus.Queued && j.Message == message))
                End(job, SimStatus.Cancelled);
            Remove(message);
        }
        oracle.Look(this);
        return taken.Count;
    }

    /// <summary>Members that had not started in time, in whichever flow.</summary>
    public void Expire(SimMessage message)
    {
        if (message.IsGone || message.Token is not null || message.IsLocked) return;
        var open = message.Jobs.Where(j => j.Status == SimStatus.Queued && j.Message == message).ToList();
        if (open.Count == 0 || !open[0].IsMember || message.Flow.Stopping == FlowStop.Cancelled) return;
        foreach (var job in open)
            End(job, SimStatus.Expired);
        Remove(message);
        if (message.Flow is { Stopping: null, Stage: FlowStage.Waiting or FlowStage.Members } flow)
        {
            if (message.IsHeld && !flow.IsChain) flow.Released += open.Count;
            if (flow.FailsFast) flow.Stopping = FlowStop.Failed;
        }
        oracle.Look(this);
    }

    /// <summary>Starts a flow with what is first in it.</summary>
    public void Begin(SimFlow flow)
    {
        if (flow.Stage != FlowStage.Waiting || flow.Stopping is not null || flow.IsDone) return;
        Progress++;
        flow.Stage = FlowStage.Members;
        if (flow.IsChain) flow.Released = flow.Total;
        if (flow.IsChain && flow.Total > 0) NextStep(flow, -1);
        else if (flow.IsChain || LetGo(flow, flow.MaxParallel) == 0) Wakes.Add(flow.Root);
    }

    private int LetGo(SimFlow group, int room)
    {
        var released = 0;
        foreach (var message in group.Messages.Where(m => m.IsHeld).Take(room))
        {
            if (released + message.Jobs.Count > room) break;
            message.IsHeld = false;
            released += message.Jobs.Count;
        }
        foreach (var nested in group.Nested.Where(n => n is { Stage: FlowStage.Waiting, Stopping: null, IsDone: false }).Take(room - released).ToList())
        {
            Begin(nested);
            released++;
        }
        group.Released += released;
        Progress += released;
        oracle.Look(this);
        return released;
    }

    private void NextStep(SimFlow chain, int step)
    {
        if (chain.Stopping is not null || step + 1 >= chain.Total) return;
        if (chain.Nested.Find(n => n.Place == step + 1) is { } nested) Begin(nested);
        else if (chain.Messages.Find(m => m.Step == step + 1 && m.IsHeld) is { } message) message.IsHeld = false;
    }

    private void Fail(SimFlow flow)
    {
        if (!flow.FailsFast || flow.Stopping is not null || flow.Stage is not (FlowStage.Waiting or FlowStage.Members)) return;
        flow.Stopping = FlowStop.Failed;
        Wakes.Add(flow.Root);
    }

    private void TellParent(SimFlow flow, FlowStage was)
    {
        if (flow.Parent is not { } parent) return;
        if (flow.Result == FlowResult.Succeeded) parent.Succeeded++;
        else parent.Others++;
        if (flow.Result != FlowResult.Succeeded) Fail(parent);
        else if (parent.IsChain) NextStep(parent, flow.Place);
        if (was == FlowStage.Waiting && !parent.IsChain && parent.Stopping is null) parent.Released++;
    }

    private void End(SimJob job, SimStatus to)
    {
        SimOracle.Ends(job, to);
        Progress++;
        job.Status = to;
        if (!job.IsMember) return;
        if (to == SimStatus.Succeeded) job.Flow.Succeeded++;
        else job.Flow.Others++;
    }

    private void Remove(SimMessage message)
    {
        message.IsGone = true;
        message.Flow.Messages.Remove(message);
        Messages.Remove(message);
    }
}
