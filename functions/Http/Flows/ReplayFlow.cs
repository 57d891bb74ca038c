using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Pipeline.Flows;
using Pipeline.Functions.Http.Access;

namespace Pipeline.Functions.Http.Flows;

public sealed class ReplayFlow(FlowClient flows, FlowDocuments documents, Changes changes)
{
    /// <summary>
    /// <c>POST /api/flows/{id}/replay</c>: 202 with a new flow of the members that did not succeed, and the body. 404 for no flow; 409 for one that has not
    /// ended, was replayed before, in which nothing is left to repair, or that lies in another.
    /// </summary>
    [Function(nameof(ReplayFlow))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "flows/{id}/replay")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        changes.RunAsync(request, "replayFlow", id, async () => new(await ReplayAsync(id, cancellationToken)), cancellationToken);

    private async Task<IActionResult> ReplayAsync(string id, CancellationToken cancellationToken) =>
        !Guid.TryParse(id, out var flow) || await flows.ReplayAsync(flow, cancellationToken) is not { } replay ? Problem.NoFlow()
        : replay.Outcome == FlowReplayOutcome.Replayed ? new AcceptedResult($"/api/flows/{replay.Other}", await documents.FindAsync(replay.Other!.Value, -1, cancellationToken))
        : Problem.Of(StatusCodes.Status409Conflict, "Nothing to replay", replay.Outcome switch
        {
            FlowReplayOutcome.ReplayedBefore => $"The flow was replayed as flow {replay.Other}. If something is left to repair, replay that one.",
            FlowReplayOutcome.NotEnded => "The flow has not ended. Cancel it, or wait for its end.",
            FlowReplayOutcome.BeingReplayed => $"A job of flow {replay.Other} is being replayed by itself, and what comes after it would not wait. Wait for its end.",
            FlowReplayOutcome.Nested => "The flow lies in another one: replay the outermost, which takes what failed in it along.",
            FlowReplayOutcome.PastRetention => "The flow that it repairs is past its retention and is deleted. Start the work anew.",
            _ => "Nothing is left to repair: all of the flow has succeeded, or runs in replays of its jobs.",
        });
}
