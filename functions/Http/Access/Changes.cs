using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Pipeline.Access;

namespace Pipeline.Functions.Http.Access;

/// <summary>Lets changes through that may be made, and writes each of them into the audit: before it is made, and how it ended.</summary>
public sealed class Changes(AccessKey access, AuditTable audit, ILogger<Changes> logger)
{
    /// <param name="request">Refused without a key, and from another site's page; such a request is not in the audit.</param>
    /// <param name="what">The operation.</param>
    /// <param name="target">What it is about; null where only the change itself finds out.</param>
    /// <param name="change">Makes it.</param>
    /// <param name="cancellationToken">The client's.</param>
    public async Task<IActionResult> RunAsync(HttpRequest request, string what, string? target, Func<Task<Change>> change, CancellationToken cancellationToken)
    {
        if (access.Refuse(request) is { } refusal) return refusal;
        var entry = await audit.BeginAsync(what, target, AccessKey.Fingerprint(request), cancellationToken);
        try
        {
            var made = await change();
            var status = (made.Answer as IStatusCodeActionResult)?.StatusCode ?? StatusCodes.Status200OK;
            await EndAsync(entry, Outcome(status), status, made.Target, made.Count);
            return made.Answer;
        }
        catch (Exception)
        {
            await EndAsync(entry, AuditOutcome.Failed, StatusCodes.Status500InternalServerError, null, null);
            throw;
        }
    }

    private static AuditOutcome Outcome(int status) => status switch
    {
        < StatusCodes.Status400BadRequest => AuditOutcome.Done,
        < StatusCodes.Status500InternalServerError => AuditOutcome.Refused,
        _ => AuditOutcome.Failed,
    };

    // What was done is done, whether the client still listens or not.
    private async Task EndAsync(Guid entry, AuditOutcome outcome, int status, string? target, int? count)
    {
        try
        {
            await audit.EndAsync(entry, outcome, status, target, count, CancellationToken.None);
        }
        catch (Npgsql.NpgsqlException e)
        {
            logger.LogWarning("Audit row {Entry} stays 'begun', the change ended as {Outcome}: {Error}", entry, outcome, e.Message);
        }
    }
}
