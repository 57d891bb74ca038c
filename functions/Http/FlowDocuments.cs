using Pipeline.Flows;
using Voters.Import;

namespace Pipeline.Functions.Http;

/// <summary>Puts together what the API says of flows.</summary>
public sealed class FlowDocuments(FlowTable flows, ImportTable imports)
{
    public async Task<FlowDocument?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await flows.FindAsync(id, cancellationToken) is { } flow ? (await OfAsync([flow], cancellationToken))[0] : null;

    public async Task<FlowDocument[]> NewestAsync(int limit, CancellationToken cancellationToken) =>
        await OfAsync(await flows.NewestAsync(limit, cancellationToken), cancellationToken);

    private async Task<FlowDocument[]> OfAsync(IReadOnlyList<FlowProgress> found, CancellationToken cancellationToken)
    {
        var reports = await imports.ReportsAsync(found, cancellationToken);
        return [.. found.Select(f => FlowDocument.Of(f, reports.GetValueOrDefault(f.Id)))];
    }
}
