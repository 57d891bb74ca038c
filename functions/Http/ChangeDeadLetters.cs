using Microsoft.AspNetCore.Mvc;
using Pipeline.DeadLetters;

namespace Pipeline.Functions.Http;

public sealed class ChangeDeadLetters(DeadLetterTable letters, DeadLetterReplay replay, AccessKey access)
{
    /// <summary><c>POST /api/dead/replay</c> with a <see cref="DeadLetterChoice"/>: dead jobs run again as a new generation of themselves, messages go to their lane again.</summary>
    [Function("ReplayDeadLetters")]
    public Task<IActionResult> ReplayAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead/replay")] HttpRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(request, async chosen => new { Replayed = await replay.RunAsync(chosen, cancellationToken) }, cancellationToken);

    /// <summary><c>POST /api/dead/discard</c> with a <see cref="DeadLetterChoice"/>: forgets dead letters; a dead job stays dead.</summary>
    [Function("DiscardDeadLetters")]
    public Task<IActionResult> DiscardAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead/discard")] HttpRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(request, async chosen => new { Discarded = await letters.DiscardAsync(chosen, cancellationToken) }, cancellationToken);

    private async Task<IActionResult> ChangeAsync(HttpRequest request, Func<DeadLetterFilter, Task<object>> change, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        try
        {
            return await DeadLetterChoice.ReadAsync(request.Body, cancellationToken) is { } chosen
                ? new OkObjectResult(await change(chosen))
                : Problem.Of(StatusCodes.Status400BadRequest, "Which dead letters?", DeadLetterChoice.Shape);
        }
        catch (BodyTooLargeException)
        {
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "The body is too large", $"{DeadLetterChoice.Shape} It has at most {DeadLetterChoice.Limit} bytes.");
        }
    }
}
