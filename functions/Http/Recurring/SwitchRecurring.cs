using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;
using Pipeline.Recurring;

namespace Pipeline.Functions.Http.Recurring;

public sealed class SwitchRecurring(RecurringTable recurring, Changes changes)
{
    /// <summary><c>POST /api/recurring/{name}</c> with <c>{"enabled":false}</c>: switches a recurring job off or on, for all instances, and shows it.</summary>
    [Function(nameof(SwitchRecurring))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "recurring/{name}")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        changes.RunAsync(request, "switchRecurring", name, () => SwitchAsync(request.Body, name, cancellationToken), cancellationToken);

    private async Task<Change> SwitchAsync(Stream body, string name, CancellationToken cancellationToken)
    {
        try
        {
            if (await RecurringSwitch.ReadAsync(body, cancellationToken) is not { } wanted)
                return new(Problem.Of(StatusCodes.Status400BadRequest, "Wrong body", "The body is JSON with the field 'enabled', true or false: {\"enabled\":false}."));
            // No job's name has a NUL, and PostgreSQL takes none.
            return !name.Contains('\0', StringComparison.Ordinal) && await recurring.SwitchAsync(name, wanted.Enabled, cancellationToken)
                ? new(new OkObjectResult(RecurringDocument.Of((await recurring.FindAsync(name, cancellationToken))!)), $"{name}: {(wanted.Enabled ? "on" : "off")}")
                : new(Problem.Of(StatusCodes.Status404NotFound, "No such recurring job", "No recurring job has this name. GET /api/recurring lists them."));
        }
        catch (BodyTooLargeException)
        {
            return new(Problem.Of(StatusCodes.Status413PayloadTooLarge, "The body is too large", $"The body is JSON of up to {RecurringSwitch.Limit} bytes: {{\"enabled\":false}}."));
        }
        catch (FormatException e)
        {
            return new(Problem.Of(StatusCodes.Status409Conflict, "Not possible here", $"The job {e.Message}."));
        }
    }
}
