using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;
using Pipeline.Inspection;

namespace Pipeline.Functions.Http.Operations;

public sealed class GetActivity(ActivityReader activity, AccessKey access)
{
    private const int Usual = 15;

    /// <summary><c>GET /api/activity?minutes=15&amp;type=…</c>: throughput and latency, a point for every 10 seconds, above an hour for every 5 minutes.</summary>
    [Function(nameof(GetActivity))]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "activity")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        if (!PageQuery.TryNumber(request.Query, "minutes", Usual, ActivityReader.MostMinutes, out var minutes))
            return Problem.Of(StatusCodes.Status400BadRequest, "How far back?", $"'minutes' is a number from 1 to {ActivityReader.MostMinutes}.");
        if (!PageQuery.TryText(request.Query, "type", out var type))
            return Problem.Of(StatusCodes.Status400BadRequest, "Of which job?", "'type' is a job's name: 1 to 100 characters, none of them NUL.");
        var report = await activity.ReadAsync(minutes, type, cancellationToken);
        return new OkObjectResult(new
        {
            report.From,
            report.To,
            report.StepSeconds,
            Total = new
            {
                report.Total.Outcomes.Succeeded, report.Total.Outcomes.Retried, report.Total.Outcomes.Dead, report.Total.Outcomes.Cancelled, report.Total.Outcomes.Expired,
                report.Total.Wait, report.Total.Run,
            },
            Points = report.Points.Select(p => new
            {
                p.At, p.Outcomes.Succeeded, p.Outcomes.Retried, p.Outcomes.Dead, p.Outcomes.Cancelled, p.Outcomes.Expired, p.Wait, p.Run,
            }),
            Types = report.Types.Select(t => new
            {
                t.Type, t.Outcomes.Succeeded, t.Outcomes.Retried, t.Outcomes.Dead, t.Outcomes.Cancelled, t.Outcomes.Expired, t.Wait, t.Run,
            }),
        });
    }
}
