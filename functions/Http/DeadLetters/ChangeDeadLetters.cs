using Microsoft.AspNetCore.Mvc;
using Pipeline.DeadLetters;
using Pipeline.Functions.Http.Access;

namespace Pipeline.Functions.Http.DeadLetters;

public sealed class ChangeDeadLetters(DeadLetterTable letters, DeadLetterReplay replay, Changes changes)
{
    /// <summary>
    /// <c>POST /api/dead/replay</c> with a <see cref="DeadLetterChoice"/>: dead jobs run again as a new generation of themselves, messages go to their lane again.
    /// Says how many, and how many jobs cannot be replayed now.
    /// </summary>
    [Function("ReplayDeadLetters")]
    public Task<IActionResult> ReplayAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead/replay")] HttpRequest request, CancellationToken cancellationToken) =>
        changes.RunAsync(
            request, "replayDeadLetters", null,
            () => ChangeAsync(request.Body, replay.RunAsync, made => (new { made.Replayed, made.Refused }, made.Replayed), cancellationToken), cancellationToken);

    /// <summary><c>POST /api/dead/discard</c> with a <see cref="DeadLetterChoice"/>: forgets dead letters; a dead job stays dead.</summary>
    [Function("DiscardDeadLetters")]
    public Task<IActionResult> DiscardAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead/discard")] HttpRequest request, CancellationToken cancellationToken) =>
        changes.RunAsync(
            request, "discardDeadLetters", null,
            () => ChangeAsync(request.Body, letters.DiscardAsync, count => (new { Discarded = count }, count), cancellationToken), cancellationToken);

    private static async Task<Change> ChangeAsync<T>(
        Stream body, Func<DeadLetterFilter, CancellationToken, Task<T>> change, Func<T, (object Answer, int Count)> describe, CancellationToken cancellationToken)
    {
        try
        {
            if (await DeadLetterChoice.ReadAsync(body, cancellationToken) is not { } chosen)
                return new(Problem.Of(StatusCodes.Status400BadRequest, "Which dead letters?", DeadLetterChoice.Shape));
            var (answer, count) = describe(await change(chosen, cancellationToken));
            return new(new OkObjectResult(answer), DeadLetterChoice.Words(chosen), count);
        }
        catch (BodyTooLargeException)
        {
            return new(Problem.Of(StatusCodes.Status413PayloadTooLarge, "The body is too large", $"{DeadLetterChoice.Shape} It has at most {DeadLetterChoice.Limit} bytes."));
        }
    }
}
