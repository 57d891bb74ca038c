using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;
using Pipeline.Recurring;

namespace Pipeline.Functions.Http.Recurring;

public sealed class ListRecurring(RecurringTable recurring, AccessKey access)
{
    /// <summary><c>GET /api/recurring</c>: all recurring jobs, sweeps among them, by name.</summary>
    [Function(nameof(ListRecurring))]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "recurring")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        var jobs = await recurring.ListAsync(cancellationToken);
        return new OkObjectResult(new { Recurring = jobs.Select(RecurringDocument.Of) });
    }
}
