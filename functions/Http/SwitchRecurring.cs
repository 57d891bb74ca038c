using Microsoft.AspNetCore.Mvc;
using Pipeline.Recurring;

namespace Pipeline.Functions.Http;

public sealed class SwitchRecurring(RecurringTable recurring, AccessKey access)
{
    /// <summary><c>POST /api/recurring/{name}</c> with <c>{"enabled":false}</c>: switches a recurring job off or on, for all instances, and shows it.</summary>
    [Function(nameof(SwitchRecurring))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "recurring/{name}")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        try
        {
            if (await RecurringSwitch.ReadAsync(request.Body, cancellationToken) is not { } wanted)
                return Problem.Of(StatusCodes.Status400BadRequest, "Wrong body", "The body is JSON with the field 'enabled', true or false: {\"enabled\":false}.");
            // No job's name has a NUL, and PostgreSQL takes none.
            return !name.Contains('\0', StringComparison.Ordinal) && await recurring.SwitchAsync(name, wanted.Enabled, cancellationToken)
                ? new OkObjectResult(RecurringDocument.Of((await recurring.FindAsync(name, cancellationToken))!))
                : Problem.Of(StatusCodes.Status404NotFound, "No such recurring job", "No recurring job has this name. GET /api/recurring lists them.");
        }
        catch (BodyTooLargeException)
        {
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "The body is too large", $"The body is JSON of up to {RecurringSwitch.Limit} bytes: {{\"enabled\":false}}.");
        }
        catch (FormatException e)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "Not possible here", $"The job {e.Message}.");
        }
    }
}
