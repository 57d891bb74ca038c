using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Pipeline.DeadLetters;

namespace Pipeline.Functions.Http;

public sealed class ListDeadLetters(DeadLetterTable letters, AccessKey access)
{
    private const int MostGroups = 200;
    private const int Most = 100;
    private const int Default = 20;
    private const int LongestText = 1_000;

    /// <summary><c>GET /api/dead</c>: dead letters by what they are and what they died of, those that grew last first.</summary>
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
        var (type, cause) = (request.Query["type"].FirstOrDefault(), request.Query["cause"].FirstOrDefault());
        if (!IsText(type) || !IsText(cause))
            return Problem.Of(StatusCodes.Status400BadRequest, "Wrong text", $"'type' and 'cause' have up to {LongestText} characters, none of them NUL.");
        Guid? after = null;
        if (request.Query["after"].FirstOrDefault() is { } place)
        {
            if (!Guid.TryParse(place, out var id))
                return Problem.Of(StatusCodes.Status400BadRequest, "Wrong place", "'after' is the id of the last dead letter of the page before.");
            after = id;
        }
        var limit = Default;
        if (request.Query["limit"].FirstOrDefault() is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > Most))
            return Problem.Of(StatusCodes.Status400BadRequest, "Wrong limit", $"'limit' is a number from 1 to {Most}.");
        var filter = new DeadLetterFilter { Type = type, Cause = cause, Messages = request.Query["messages"].FirstOrDefault() == "true" };
        var found = await letters.ListAsync(filter, after, limit, cancellationToken);
        return new OkObjectResult(new { Letters = found, Next = found.Count == limit ? found[^1].Id : (Guid?)null });
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

    private static bool IsText(string? text) => text is null || (text.Length <= LongestText && !text.Contains('\0', StringComparison.Ordinal));
}
