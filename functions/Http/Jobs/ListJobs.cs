using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;
using Pipeline.Inspection;

namespace Pipeline.Functions.Http.Jobs;

public sealed class ListJobs(JobList jobs, AccessKey access)
{
    /// <summary>
    /// <c>GET /api/jobs?state=…&amp;type=…&amp;flow=ID&amp;q=…&amp;after=…&amp;limit=20</c>: a page of jobs, and how far it has looked; <c>next</c> is the <c>after</c> of the
    /// next one, and there is more as long as it is not null.
    /// </summary>
    [Function(nameof(ListJobs))]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "jobs")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        if (JobQuery.Of(request.Query, out var wrong) is not { } query) return Problem.Of(StatusCodes.Status400BadRequest, "Which jobs?", wrong);
        try
        {
            var page = await jobs.ListAsync(query.Filter, query.After, query.Limit, cancellationToken);
            return new OkObjectResult(new { Jobs = page.Jobs.Select(JobSummaryDocument.Of), page.Next, page.LookedTo });
        }
        catch (FormatException)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "Which jobs?", JobQuery.WrongAfter);
        }
    }
}
