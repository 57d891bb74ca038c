using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;
using Pipeline.Inspection;
using Pipeline.Jobs;

namespace Pipeline.Functions.Http.Operations;

public sealed partial class Drain(DrainTable jobs, JobCatalog catalog, AccessKey access)
{
    /// <summary><c>GET /api/drain?job=NAME&amp;version=N</c>: whether anything is left of a job's version, and where; without parameters, all versions with something left.</summary>
    [Function(nameof(Drain))]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "drain")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        if (!request.Query.ContainsKey("job") && !request.Query.ContainsKey("version")) return await AllAsync(cancellationToken);
        if (request.Query["job"] is not [{ } job] || !JobName().IsMatch(job))
            return Problem.Of(StatusCodes.Status400BadRequest, "Which job?", "'job' is a job's name, given once: 1 to 100 letters, digits, '.', '-' or '_'.");
        // A parser of numbers overlooks a NUL at their end.
        if (request.Query["version"] is not [{ } text] || !text.All(char.IsAsciiDigit)
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1)
            return Problem.Of(StatusCodes.Status400BadRequest, "Which version?", $"'version' is a number from 1 to {int.MaxValue}, given once.");
        var left = await jobs.CountAsync(job, version, cancellationToken);
        return new OkObjectResult(Document(job, version, left));
    }

    private async Task<IActionResult> AllAsync(CancellationToken cancellationToken)
    {
        var (versions, more) = await jobs.ListAsync(cancellationToken);
        return new OkObjectResult(new { Versions = versions.Select(v => Document(v.Job, v.Version, v.State)), More = more });
    }

    private object Document(string job, int version, DrainState left) =>
        new { Job = job, Version = version, left.Drained, Known = Knows(job) || !left.Drained, Left = new { left.Outbox, left.Lanes, left.Running, left.Retries, left.Parked } };

    // Whatever the version: an old one that is drained has no handler any more, and that is no reason to doubt its name.
    private bool Knows(string job) => catalog.All.Any(known => known.Name == job);

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex JobName();
}
