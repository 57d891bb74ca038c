using System.CommandLine;
using Pipeline.Cli.Api.Flows;
using Pipeline.Cli.Output.Flows;

namespace Pipeline.Cli.Verbs.Flows;

/// <summary><c>pipeline flows</c>: outermost flows, page by page.</summary>
internal sealed class FlowsVerb(Surroundings surroundings)
{
    private readonly Question question = new(surroundings);
    private readonly PageOptions page = new(Ids.ParseFlow);
    private readonly Option<bool> open = new("--open") { Description = "Only those that have not ended" };

    public Command Create() => question.Verb(
        new("flows", "Lists flows, the newest first; pipeline status ID shows one of them") { open, page.Limit, page.After },
        async (parsed, api, cancellationToken) =>
        {
            var query = new FlowQuery(parsed.GetValue(page.Limit), parsed.GetValue(open), parsed.GetValue(page.After));
            var list = await question.AskAsync(parsed, token => api.ListFlowsAsync(query, token), FlowTable.Write, cancellationToken);
            if (list.Flows.Count == 0) question.SayNothing(query.Open ? "No flow is open." : "There is no flow.");
            question.SayNext(parsed, list.Next);
        });
}
