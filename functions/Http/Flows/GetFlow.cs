using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;

namespace Pipeline.Functions.Http.Flows;

public sealed class GetFlow(FlowDocuments documents, AccessKey access)
{
    /// <summary>
    /// <c>GET /api/flows/{id}?after=49</c>: how far the flow is, what lies in it, and once it has ended what it came to. Nested flows come a page at a time;
    /// <c>after</c> is what the page before says is <c>next</c>.
    /// </summary>
    [Function(nameof(GetFlow))]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "flows/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        var after = -1;
        if (request.Query["after"] is { Count: > 0 } text && !(text is [{ } number] && number.All(char.IsAsciiDigit) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out after)))
            return Problem.Of(StatusCodes.Status400BadRequest, "Wrong page", "'after' is the number that the page before has as 'next'.");
        return Guid.TryParse(id, out var flow) && await documents.FindAsync(flow, after, cancellationToken) is { } document ? new OkObjectResult(document) : Problem.NoFlow();
    }
}
