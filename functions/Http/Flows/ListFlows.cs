using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;

namespace Pipeline.Functions.Http.Flows;

public sealed class ListFlows(FlowDocuments documents, AccessKey access)
{
    /// <summary><c>GET /api/flows?open=true&amp;after=ID&amp;limit=20</c>: the newest flows; <c>next</c> is the <c>after</c> of the next page.</summary>
    [Function(nameof(ListFlows))]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "flows")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        if (PageQuery.Of(request.Query, out var wrong) is not { } page) return Problem.Of(StatusCodes.Status400BadRequest, "Which flows?", wrong);
        var open = false;
        if (request.Query.TryGetValue("open", out var given) && !(given is [{ } word] && bool.TryParse(word, out open) && word.All(char.IsAsciiLetter)))
            return Problem.Of(StatusCodes.Status400BadRequest, "Which flows?", "'open' is true or false.");
        var flows = await documents.ListAsync(open, page.After, page.Limit, cancellationToken);
        return new OkObjectResult(new { Flows = flows, Next = flows.Length == page.Limit ? flows[^1].Id : (Guid?)null });
    }
}
