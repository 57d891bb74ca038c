using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Pipeline.Jobs;

namespace Pipeline.Functions.Http;

public sealed class Drain(DrainTable jobs, AccessKey access)
{
    private const int LongestName = 100;

    /// <summary><c>GET /api/drain?job=NAME&amp;version=N</c>: whether anything is left of a job's version, and where.</summary>
    [Function(nameof(Drain))]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "drain")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        if (request.Query["job"].FirstOrDefault() is not { Length: > 0 and <= LongestName } job || job.Contains('\0', StringComparison.Ordinal))
            return Problem.Of(StatusCodes.Status400BadRequest, "Which job?", $"'job' is a job's name, up to {LongestName} characters.");
        if (!int.TryParse(request.Query["version"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1)
            return Problem.Of(StatusCodes.Status400BadRequest, "Which version?", "'version' is a number from 1.");
        var left = await jobs.CountAsync(job, version, cancellationToken);
        return new OkObjectResult(new { Job = job, Version = version, left.Drained, Left = new { left.Outbox, left.Lanes, left.Running, left.Retries, left.Parked } });
    }
}
