using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pipeline.Cli.Api;
using Pipeline.Cli.Api.Flows;
using Pipeline.Cli.Output.Flows;

namespace Pipeline.Cli.Verbs.Flows;

/// <summary><c>pipeline status [ID]</c>: recent flows, or one of them.</summary>
internal sealed class StatusVerb(Surroundings surroundings)
{
    private const int Recent = 20;

    private readonly Question question = new(surroundings);

    private readonly Argument<Guid?> id = new("ID")
    {
        Description = $"The flow to show; without it, the {Recent} most recent",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = Ids.ParseFlow,
    };

    private readonly Option<bool> watch = new("--watch") { Description = "Stay until the flow ended; needs an ID" };

    private readonly Option<int?> after = new("--after")
    {
        Description = "Show the flows in it from the one after this place on",
        HelpName = "N",
        CustomParser = ParsePlace,
    };

    public Command Create()
    {
        var status = new Command("status", "Shows recent flows, or one of them") { id, watch, after };
        status.Validators.Add(command =>
        {
            if (command.GetValue(watch) && command.GetResult(id) is null or { Tokens.Count: 0 })
                command.AddError("--watch needs the id of a flow: pipeline status ID --watch.");
            else if (command.GetResult(after) is not null && command.GetResult(id) is null or { Tokens.Count: 0 })
                command.AddError("--after needs the id of a flow: pipeline status ID --after N.");
        });
        return question.Verb(status, RunAsync);
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, PipelineApi api, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(id) is not { } flowId)
        {
            await question.AskAsync(parsed, token => api.ListFlowsAsync(new FlowQuery(Recent), token), FlowTable.Write, cancellationToken);
            return ExitCode.Done;
        }

        var flow = new Watch(surroundings, api);
        var answer = await question.Retry().RunAsync(token => api.GetFlowAsync(flowId, parsed.GetValue(after), token), cancellationToken);
        if (parsed.GetValue(watch))
            answer = await flow.ToEndAsync(answer, cancellationToken);

        question.Show(parsed, answer, FlowReport.Write);
        return flow.Conclude(answer.Value);
    }

    private static int? ParsePlace(ArgumentResult argument)
    {
        if (int.TryParse(argument.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var place)) return place;
        argument.AddError("--after is the number that the page before named.");
        return null;
    }
}
