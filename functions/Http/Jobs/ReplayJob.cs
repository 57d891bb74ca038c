using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;
using Pipeline.Jobs;

namespace Pipeline.Functions.Http.Jobs;

public sealed class ReplayJob(JobReplay jobs, Changes changes)
{
    /// <summary>
    /// <c>POST /api/jobs/{id}/replay</c>: 202 with a dead job that is queued again, by itself: its flow stays as it ended. 404 for no job, 409 for one that is
    /// not dead, which it is not after the first call, whose deduplication key another job has, or that runs in a replay of its flow.
    /// </summary>
    [Function(nameof(ReplayJob))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "jobs/{id}/replay")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        changes.RunAsync(request, "replayJob", id, async () => new(await ReplayAsync(id, cancellationToken)), cancellationToken);

    private async Task<IActionResult> ReplayAsync(string id, CancellationToken cancellationToken)
    {
        var replayed = Guid.TryParse(id, out var job) ? await jobs.ReplayAsync(job, cancellationToken) : null;
        return replayed?.Outcome switch
        {
            null => Problem.Of(StatusCodes.Status404NotFound, "No such job", "No job has this id. GET /api/jobs lists them."),
            JobReplayOutcome.NotDead => Problem.Of(StatusCodes.Status409Conflict, "Not dead", "Only a dead job can be replayed; this one is queued, runs or ended otherwise."),
            JobReplayOutcome.KeyTaken => Problem.Of(StatusCodes.Status409Conflict, "The key is taken", KeyTaken(replayed)),
            JobReplayOutcome.CopiedByFlow => Problem.Of(
                StatusCodes.Status409Conflict, "Replayed with its flow", $"The job's flow was replayed as flow {replayed.TakenBy}, which has a copy of the job. Replay that flow, or the job in it."),
            JobReplayOutcome.ArgumentsGone => Problem.Of(StatusCodes.Status409Conflict, "Too late", "The job's arguments are past their retention. Enqueue it anew."),
            _ => new AcceptedResult((string?)null, new { replayed.Id, replayed.Type, replayed.Version, replayed.Generation, Status = "queued" }),
        };
    }

    private static string KeyTaken(ReplayedJob job) => job.TakenBy is { } other
        ? $"Job {other} has the deduplication key '{job.Key}'. Replay this job once that one has ended or, if the key is kept for longer, is deleted."
        : $"Another job had the deduplication key '{job.Key}' until now. Replay this one again.";
}
