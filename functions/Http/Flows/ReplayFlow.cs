using Microsoft.AspNetCore.Mvc;
using Pipeline.Flows;
using Pipeline.Functions.Http.Access;

namespace Pipeline.Functions.Http.Flows;

public sealed class ReplayFlow(FlowClient flows, FlowTable table, FlowDocuments documents, Changes changes)
{
    /// <summary>
    /// <c>POST /api/flows/{id}/replay</c>: 202 with a new flow of the members that did not succeed, and the body. 404 for no flow; 409 for one that has not
    /// ended, of which all succeeded, or that lies in another. Asked twice, there are two.
    /// </summary>
    [Function(nameof(ReplayFlow))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "flows/{id}/replay")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        changes.RunAsync(request, "replayFlow", id, async () => new(await ReplayAsync(id, cancellationToken)), cancellationToken);

    private async Task<IActionResult> ReplayAsync(string id, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var flow)) return Problem.NoFlow();
        if (await flows.ReplayAsync(flow, cancellationToken) is { } replay)
            return new AcceptedResult($"/api/flows/{replay.Id}", await documents.FindAsync(replay.Id, -1, cancellationToken));
        if (await table.FindAsync(flow, cancellationToken) is not { } old) return Problem.NoFlow();
        return Problem.Of(StatusCodes.Status409Conflict, "Nothing to replay", old.FinishedAt is null ? "The flow has not ended. Cancel it, or wait for its end."
            : old.Result == FlowResult.Succeeded ? "All of the flow has succeeded."
            : "The flow lies in another one: replay the outermost, which takes what failed in it along.");
    }
}
