using System.CommandLine;
using Pipeline.Cli.Output.Operations;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline audit</c>: who changed what.</summary>
internal sealed class AuditVerb(Surroundings surroundings)
{
    private readonly Question question = new(surroundings);
    private readonly PageOptions page = new(Ids.ParseChange);

    public Command Create() => question.Verb(
        new("audit", "Shows what was changed through the API, by which key, the newest first") { page.Limit, page.After },
        async (parsed, api, cancellationToken) =>
        {
            var list = await question.AskAsync(
                parsed, token => api.ListAuditAsync(parsed.GetValue(page.After), parsed.GetValue(page.Limit), token), AuditTable.Write, cancellationToken);
            if (list.Changes.Count == 0) question.SayNothing("Nothing was changed.");
            question.SayNext(parsed, list.Next);
        });
}
