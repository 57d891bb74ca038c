using Microsoft.AspNetCore.Mvc;

namespace Pipeline.Functions.Http;

public sealed class GetFlow(FlowDocuments documents, AccessKey access)
{
    /// <summary><c>GET /api/flows/{id}</c>: how far the flow is, and once it has ended what it came to.</summary>
    [Function(nameof(GetFlow))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "flows/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        return Guid.TryParse(id, out var flow) && await documents.FindAsync(flow, cancellationToken) is { } document
            ? new OkObjectResult(document)
            : Problem.Of(StatusCodes.Status404NotFound, "No such flow", "No flow has this id. GET /api/flows lists the newest ones.");
    }
}
