using Npgsql;
using Pipeline.Blobs;
using Pipeline.Jobs;

namespace Pipeline.Flows;

/// <summary>Rows of flows on their way to the database: a few thousand are in memory at a time.</summary>
internal sealed class FlowBuffer(NpgsqlConnection connection, ClaimCheck claims)
{
    private readonly List<JobRow> _jobs = [];
    private readonly List<JobRow> _unstored = [];
    private readonly List<FlowRow> _flows = [];
    private readonly List<CallbackRow> _callbacks = [];

    public async Task AddAsync(JobRow job, CancellationToken cancellationToken)
    {
        _jobs.Add(job);
        await KeepAsync(job, cancellationToken);
    }

    public async Task AddAsync(CallbackRow callback, CancellationToken cancellationToken)
    {
        _callbacks.Add(callback);
        await KeepAsync(callback.Job, cancellationToken);
    }

    public async Task AddAsync(FlowRow flow, CancellationToken cancellationToken)
    {
        _flows.Add(flow);
        await FlushFullAsync(cancellationToken);
    }

    /// <summary>Writes all that is there.</summary>
    /// <exception cref="InvalidOperationException">As <see cref="BulkEnqueue.CheckFree"/> says.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        BulkEnqueue.CheckFree(connection);
        await StoreAsync(cancellationToken);
        if (_flows.Count > 0) await FlowCopy.FlowsAsync(connection, _flows, cancellationToken);
        if (_callbacks.Count > 0) await FlowCopy.CallbacksAsync(connection, _callbacks, cancellationToken);
        if (_jobs.Count > 0) await BulkEnqueue.WriteAsync(connection, [.. _jobs], cancellationToken);
        _flows.Clear();
        _callbacks.Clear();
        _jobs.Clear();
    }

    private async Task KeepAsync(JobRow job, CancellationToken cancellationToken)
    {
        if (job.Content is not null) _unstored.Add(job);
        if (_unstored.Count >= ClaimCheck.AtOnce) await StoreAsync(cancellationToken);
        await FlushFullAsync(cancellationToken);
    }

    private Task FlushFullAsync(CancellationToken cancellationToken) =>
        _jobs.Count + _flows.Count + _callbacks.Count >= BulkEnqueue.Slab ? FlushAsync(cancellationToken) : Task.CompletedTask;

    // Large arguments leave memory as they are written.
    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        await claims.StoreAsync(_unstored, cancellationToken);
        foreach (var job in _unstored)
            job.Content = null;
        _unstored.Clear();
    }
}
