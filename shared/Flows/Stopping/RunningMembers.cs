using Pipeline.Database;

namespace Pipeline.Flows;

/// <summary>
/// The jobs of flows that run in this process: those of a flow that was cancelled, or whose time is over, have their token signalled. What a message
/// brought together with them does not start any more.
/// </summary>
internal sealed class RunningMembers(PipelineDatabase database)
{
    // Flows that stop while their jobs run here are few; a flow that is forgotten is found again.
    private const int MostStopped = 10_000;

    private const string StoppedSql = "select id, stopping::text from pipeline.flow where id = any($1) and stopping is not null";

    private readonly Lock _lock = new();
    private readonly HashSet<Entry> _entries = [];
    private readonly Dictionary<Guid, FlowStop> _stopped = [];

    /// <summary>Watches a run until the result is disposed.</summary>
    /// <param name="flow">The run's flow; null for a job without one.</param>
    /// <param name="token">What to signal.</param>
    public Entry Watch(ClaimedFlow? flow, CancellationTokenSource token)
    {
        var entry = new Entry(this, flow, token);
        if (flow is { Counts: true })
            lock (_lock)
            {
                _entries.Add(entry);
                entry.IsStopped = _stopped.TryGetValue(flow.Id, out var stopping) && FlowRules.MayNotStart(stopping, flow.Index);
            }
        return entry;
    }

    /// <summary>One look at the flows of all that run; none where nothing does.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        Guid[] flows;
        lock (_lock)
            flows = [.. _entries.Select(e => e.Flow!.Id).Distinct()];
        if (flows.Length == 0) return;
        var stopped = await StoppedAsync(flows, cancellationToken);
        if (stopped.Count == 0) return;
        List<Entry> signalled;
        lock (_lock)
        {
            if (_stopped.Count > MostStopped) _stopped.Clear();
            foreach (var (flow, stopping) in stopped)
                _stopped[flow] = stopping;
            signalled = [.. _entries.Where(e => stopped.TryGetValue(e.Flow!.Id, out var stopping) && FlowRules.MayNotCommit(stopping, e.Flow.Index))];
        }
        foreach (var entry in signalled)
            await entry.SignalAsync();
    }

    private async Task<Dictionary<Guid, FlowStop>> StoppedAsync(Guid[] flows, CancellationToken cancellationToken)
    {
        await using var command = database.Command(StoppedSql, flows);
        return (await command.ListAsync(row => (Flow: row.GetGuid(0), Stop: FlowNames.Stop(row.GetString(1))), cancellationToken)).ToDictionary(s => s.Flow, s => s.Stop);
    }

    /// <summary>A run that is watched.</summary>
    internal sealed class Entry(RunningMembers members, ClaimedFlow? flow, CancellationTokenSource token) : IDisposable
    {
        public ClaimedFlow? Flow => flow;

        /// <summary>Its flow stopped while it ran, or before it could start.</summary>
        public bool IsStopped { get; internal set; }

        public async Task SignalAsync()
        {
            IsStopped = true;
            try
            {
                await token.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It has ended meanwhile.
                return;
            }
        }

        public void Dispose()
        {
            lock (members._lock)
                members._entries.Remove(this);
        }
    }
}
