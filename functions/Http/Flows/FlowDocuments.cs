using Pipeline.Flows;
using Voters.Import;
using Voters.Summary;

namespace Pipeline.Functions.Http.Flows;

/// <summary>Puts together what the API says of flows.</summary>
public sealed class FlowDocuments(FlowTable flows, FlowTree tree, FlowTreeJobs jobs, ImportTable imports, SummaryTable summaries)
{
    /// <param name="id">Any flow, nested or not.</param>
    /// <param name="after">The place after which nested flows are shown; -1 for the first ones.</param>
    /// <param name="cancellationToken">The client's.</param>
    public async Task<FlowDocument?> FindAsync(Guid id, int after, CancellationToken cancellationToken)
    {
        if (await flows.FindAsync(id, cancellationToken) is not { } flow) return null;
        var report = (await imports.ReportsAsync([flow], cancellationToken)).GetValueOrDefault(id);
        return FlowDocument.Of(flow, report) with
        {
            Members = await jobs.OpenAsync(flow, cancellationToken),
            Summary = report is { Registered: not null } ? await summaries.FindAsync(report.Import, cancellationToken) : null,
            Callbacks = [.. (await jobs.CallbacksAsync(id, cancellationToken)).Select(FlowDocumentCallback.Of)],
            Failed = await jobs.FailedAsync(flow, cancellationToken),
            Tree = FlowDocumentTree.Of(await tree.PageAsync(id, after, cancellationToken)),
        };
    }

    /// <param name="open">Only those that have not ended.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellationToken">The client's.</param>
    public async Task<FlowDocument[]> ListAsync(bool open, Guid? after, int limit, CancellationToken cancellationToken)
    {
        var newest = open ? await flows.OpenAsync(after, limit, cancellationToken) : await flows.NewestAsync(after, limit, cancellationToken);
        var reports = await imports.ReportsAsync(newest, cancellationToken);
        return [.. newest.Select(f => FlowDocument.Of(f, reports.GetValueOrDefault(f.Id)))];
    }
}
