using Pipeline.Flows;

namespace Pipeline.Tests.Flows.Simulation;

/// <summary>What processes do: each step up to the next is one transaction, and after each of them the process may be gone.</summary>
internal sealed class SimWork(SimDatabase database)
{
    // Small, so that a turn ends within it as well.
    private const int Batch = 2;

    /// <summary>A lane's delivery of a message.</summary>
    public IEnumerable<string> Deliver(SimMessage message, SimProcess worker)
    {
        if (database.Claim(message, worker) is not { } claimed) yield break;
        yield return $"claims {message}";
        var ended = claimed.FindAll(c => c.TimeIsOver || FlowRules.MayNotStart(c.Stopping, c.Job.Index));
        if (ended.Count > 0)
        {
            if (!database.Write(message, worker, ended.ConvertAll(c => (c.Job, FlowRules.MayNotStart(c.Stopping, c.Job.Index) ? SimStatus.Cancelled : SimStatus.Expired, true)), ends: false)) yield break;
            yield return $"ends what may not start of {message}";
        }
        var jobs = claimed.Except(ended).ToList();
        if (jobs.Count == 0)
        {
            database.Delete(message, worker);
            yield return $"ends {message}";
        }
        else if (jobs[0].Job.IsNew || jobs[0].Job.IsUnknown)
        {
            if (!database.Write(message, worker, jobs.ConvertAll(c => (c.Job, SimStatus.Queued, false)), ends: true)) yield break;
            yield return $"parks {message}";
        }
        else
            foreach (var step in jobs[0].Job.IsIo ? RunEach(message, worker, jobs) : RunTogether(message, worker, jobs))
                yield return step;
        if (message.Token != worker || !message.IsGone) yield break;
        foreach (var step in FollowUp(message.Flow))
            yield return step;
    }

    /// <summary>The driver, for an orchestration or a sweep.</summary>
    public IEnumerable<string> Drive(SimFlow root)
    {
        for (var more = true; more;)
        {
            more = false;
            var due = root.Tree.Where(f => f.IsDue).OrderByDescending(f => f.Depth).Select(f => (Flow: f, f.Stage, f.Stopping, f.IsOverdue)).Take(2).ToList();
            yield return $"finds {string.Join(' ', due.Select(d => d.Flow))} due";
            foreach (var (flow, stage, stopping, overdue) in due)
            {
                if (overdue && FlowRules.AtLimit(stage, stopping) is { } stop && database.Stop(flow, stage, stopping, stop))
                {
                    more = true;
                    yield return $"time of {flow} is over";
                    continue;
                }
                var (ends, running) = FlowRules.Ends(stage, stopping);
                if (ends)
                {
                    database.StopTree(flow, self: false, stopping!.Value);
                    yield return $"stops what lies in {flow}";
                    int ended;
                    do
                    {
                        ended = database.End(flow, stage, running, Batch);
                        more |= ended > 0;
                        yield return $"ends {ended} messages of {flow}";
                    }
                    while (ended == Batch);
                }
                else if (stopping is null && stage == FlowStage.Members)
                {
                    more |= database.Release(flow);
                    yield return $"releases members of {flow}";
                }
                while (database.Move(flow))
                {
                    more = true;
                    yield return $"moves {flow} to {flow.Stage} {flow.Result}";
                }
            }
        }
    }

    private static IEnumerable<string> Start(SimJob.Claimed claimed)
    {
        SimOracle.Starts(claimed.Job, claimed.Stopping);
        yield return $"starts {claimed.Job}";
    }

    private IEnumerable<string> RunEach(SimMessage message, SimProcess worker, List<SimJob.Claimed> jobs)
    {
        foreach (var claimed in jobs)
        {
            foreach (var step in Start(claimed)) yield return step;
            if (!database.Write(message, worker, [(claimed.Job, claimed.Job.Run(), true)], ends: false)) yield break;
            yield return $"commits {claimed.Job}";
        }
        database.Delete(message, worker);
        yield return $"ends {message}";
    }

    private IEnumerable<string> RunTogether(SimMessage message, SimProcess worker, List<SimJob.Claimed> jobs)
    {
        if (message.IsGone || message.Token != worker) yield break;
        message.IsLocked = true;
        worker.Locked = message;
        foreach (var claimed in jobs)
            foreach (var step in Start(claimed)) yield return step;
        var written = database.Write(message, worker, jobs.ConvertAll(c => (c.Job, c.Job.Run(), true)), ends: true);
        message.IsLocked = false;
        worker.Locked = null;
        if (written) yield return $"commits {message}";
    }

    private IEnumerable<string> FollowUp(SimFlow flow)
    {
        for (SimFlow? next = flow; next is { IsDone: false };)
        {
            flow = next;
            next = null;
            var due = FlowRules.AfterMembers(flow.IsOpen, flow.HasRoom, database.ClosesOnCommit);
            yield return $"sees that {flow} is due {due}";
            if (due == FlowDue.Wake) database.Wakes.Add(flow.Root);
            else if (due == FlowDue.Release) database.Release(flow);
            else if (due == FlowDue.Move)
                while (database.Move(flow))
                {
                    next = flow.Parent;
                    yield return $"moves {flow} to {flow.Stage} {flow.Result}";
                }
        }
    }
}
