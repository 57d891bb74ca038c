using Microsoft.AspNetCore.Mvc;
using Pipeline.Functions.Http.Access;
using Voters.Csv;
using Voters.Import;

namespace Pipeline.Functions.Http.Flows;

public sealed class SubmitFlow(VoterImports imports, FlowDocuments documents, Changes changes)
{
    /// <summary>
    /// <c>POST /api/flows?pattern=chord&amp;chunk=100</c> with a CSV of voters of up to 200 MB as body: 202 with the flow, 200 where the
    /// <c>Idempotency-Key</c> has one already, 400 for a file that cannot be taken, 503 where the commit was not confirmed.
    /// The patterns are those of <see cref="ImportPattern"/>.
    /// </summary>
    [Function(nameof(SubmitFlow))]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "flows")] HttpRequest request, CancellationToken cancellationToken) =>
        changes.RunAsync(request, "submitFlow", null, () => SubmitAsync(request, cancellationToken), cancellationToken);

    private async Task<Change> SubmitAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > LimitedStream.Limit) return TooLarge();
        try
        {
            var import = ImportRequest.Of(One(request.Query["pattern"]), One(request.Query["chunk"]), One(request.Headers["Idempotency-Key"]));
            var (id, isNew) = await imports.SubmitAsync(import, new LimitedStream(request.Body), cancellationToken);
            var flow = await documents.FindAsync(id, -1, cancellationToken);
            return new(isNew ? new AcceptedResult($"{request.Path}/{id}", flow) : new OkObjectResult(flow), $"{id}");
        }
        catch (Exception e) when (e is InvalidVoterFileException or InvalidImportException)
        {
            return new(Problem.Of(StatusCodes.Status400BadRequest, "The import is refused", e.Message));
        }
        catch (ImportInDoubtException e)
        {
            return new(Problem.Of(
                StatusCodes.Status503ServiceUnavailable, "Whether the import was accepted is not known",
                $"The database did not confirm it. It exists if GET {request.Path}/{e.Import} finds it; " +
                "sent again with the same Idempotency-Key, it never starts twice."),
                $"{e.Import}");
        }
        catch (BodyTooLargeException)
        {
            return TooLarge();
        }
        catch (BadHttpRequestException e)
        {
            return new(Problem.Of(e.StatusCode, "The upload broke off", "The body did not arrive whole. Send it again."));
        }
    }

    private static string? One(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 0 ? null : string.Join(',', values.AsEnumerable());

    private static Change TooLarge() =>
        new(Problem.Of(StatusCodes.Status413PayloadTooLarge, "The file is too large", "A file has up to 200 MB. Split it; each part needs the header."));
}
