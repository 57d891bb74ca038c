using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Pipeline.Functions.Http;

public sealed class ListFlows(FlowDocuments documents, AccessKey access)
{
    private const int Most = 100;
    private const int Default = 20;

    /// <summary><c>GET /api/flows?limit=20</c>: the newest flows.</summary>
    [Function(nameof(ListFlows))]
    public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "flows")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        var limit = Default;
        if (request.Query["limit"].FirstOrDefault() is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > Most))
            return Problem.Of(StatusCodes.Status400BadRequest, "Wrong limit", $"'limit' is a number from 1 to {Most}.");
        return new OkObjectResult(new { Flows = await documents.NewestAsync(limit, cancellationToken) });
    }
}
