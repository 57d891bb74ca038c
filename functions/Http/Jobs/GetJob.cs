using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;
using Pipeline.Inspection;

namespace Pipeline.Functions.Http.Jobs;

public sealed class GetJob(JobDetails jobs, AccessKey access)
{
    /// <summary><c>GET /api/jobs/{id}</c>: everything of one job; of its arguments and its result up to 16 KiB.</summary>
    [Function(nameof(GetJob))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "jobs/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        return Guid.TryParse(id, out var job) && await jobs.FindAsync(job, cancellationToken) is { } found
            ? new OkObjectResult(JobDocument.Of(found))
            : Problem.Of(StatusCodes.Status404NotFound, "No such job", "No job has this id. GET /api/jobs lists them.");
    }
}
