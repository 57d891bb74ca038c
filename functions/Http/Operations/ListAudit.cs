using Microsoft.AspNetCore.Mvc;
using Pipeline.Access;
using Pipeline.Functions.Http.Access;

namespace Pipeline.Functions.Http.Operations;

public sealed class ListAudit(AuditTable audit, AccessKey access)
{
    /// <summary><c>GET /api/audit?after=ID&amp;limit=20</c>: what was changed through the API, the newest first; <c>next</c> is the <c>after</c> of the next page.</summary>
    [Function(nameof(ListAudit))]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "audit")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        if (PageQuery.Of(request.Query, out var wrong) is not { } page) return Problem.Of(StatusCodes.Status400BadRequest, "Which changes?", wrong);
        var entries = await audit.ListAsync(page.After, page.Limit, cancellationToken);
        return new OkObjectResult(new
        {
            Changes = entries.Select(e => new { e.Id, e.At, e.What, e.Target, e.Key, Outcome = e.Outcome.ToString().ToLowerInvariant(), e.Status, e.Count }),
            Next = entries.Count == page.Limit ? entries[^1].Id : (Guid?)null,
        });
    }
}
