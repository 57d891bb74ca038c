using Microsoft.AspNetCore.Mvc;
using Pipeline.Flows;
using Pipeline.Functions.Http.Access;

namespace Pipeline.Functions.Http.Flows;

public sealed class CancelFlow(FlowClient flows, FlowDocuments documents, Changes changes)
{
    /// <summary>
    /// <c>POST /api/flows/{id}/cancel</c>: 202 with the flow, of which nothing more starts and which ends as cancelled soon; the same again changes nothing.
    /// 404 for no flow, 409 for one that has ended.
    /// </summary>
    [Function(nameof(CancelFlow))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "flows/{id}/cancel")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        changes.RunAsync(request, "cancelFlow", id, async () => new(await CancelAsync(id, cancellationToken)), cancellationToken);

    private async Task<IActionResult> CancelAsync(string id, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var flow)) return Problem.NoFlow();
        var cancelled = await flows.CancelAsync(flow, cancellationToken);
        if (await documents.FindAsync(flow, -1, cancellationToken) is not { } document) return Problem.NoFlow();
        return cancelled ? new AcceptedResult($"/api/flows/{flow}", document)
            : Problem.Of(StatusCodes.Status409Conflict, "Too late", $"The flow has ended: {document.Status}. What has ended cannot be cancelled.");
    }
}
