using Microsoft.AspNetCore.Mvc;
using Pipeline.DeadLetters;
using Pipeline.Functions.Http.Access;

namespace Pipeline.Functions.Http.DeadLetters;

public sealed class ListDeadLetters(DeadLetterTable letters, AccessKey access)
{
    private const int MostGroups = 200;

    /// <summary><c>GET /api/dead</c>: dead letters by what they are and what they died of, the 200 groups that grew last.</summary>
    [Function("ListDeadLetterGroups")]
    public async Task<IActionResult> GroupsAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "dead")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        return new OkObjectResult(new { Groups = await letters.GroupsAsync(MostGroups, cancellationToken) });
    }

    /// <summary><c>GET /api/dead/letters?type=…&amp;cause=…&amp;messages=true&amp;after=ID&amp;limit=20</c>: the newest first; <c>next</c> is the <c>after</c> of the next page.</summary>
    [Function("ListDeadLetters")]
    public async Task<IActionResult> LettersAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "dead/letters")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        if (DeadLetterQuery.Of(request.Query, out var wrong) is not { } query) return Problem.Of(StatusCodes.Status400BadRequest, "Which dead letters?", wrong);
        var found = await letters.ListAsync(query.Filter, query.After, query.Limit, cancellationToken);
        return new OkObjectResult(new { Letters = found, Next = found.Count == query.Limit ? found[^1].Id : (Guid?)null });
    }

    /// <summary><c>GET /api/dead/letters/{id}/body</c>: the first 64 KiB of a message that nobody could read.</summary>
    [Function("GetDeadLetterBody")]
    public async Task<IActionResult> BodyAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "dead/letters/{id}/body")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        return Guid.TryParse(id, out var letter) && await letters.BodyAsync(letter, cancellationToken) is { } body
            ? new FileContentResult(body, "application/octet-stream")
            : Problem.Of(StatusCodes.Status404NotFound, "No such message", "No message that nobody could read has this id. GET /api/dead/letters?messages=true lists them.");
    }
}
