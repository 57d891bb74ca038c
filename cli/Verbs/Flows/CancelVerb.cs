using System.CommandLine;
using Pipeline.Cli.Api;
using Pipeline.Cli.Output;

namespace Pipeline.Cli.Verbs.Flows;

/// <summary><c>pipeline cancel ID</c>: ends a flow before its time.</summary>
internal sealed class CancelVerb(Surroundings surroundings)
{
    private readonly Question question = new(surroundings);

    private readonly Argument<Guid?> id = new("ID")
    {
        Description = "The flow to cancel, with all that lies in it",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = Ids.ParseFlow,
    };

    private readonly Option<bool> watch = new("--watch") { Description = "Stay until the flow ended" };

    public Command Create() => question.Verb(
        new("cancel", "Cancels a flow: what has not started never does, and what runs has no effect any more") { id, watch }, RunAsync);

    private async Task<ExitCode> RunAsync(ParseResult parsed, PipelineApi api, CancellationToken cancellationToken)
    {
        var flow = parsed.GetValue(id)!.Value;
        // Sent twice it does the same, so that it may be tried again.
        var answer = await question.Retry().RunAsync(token => api.CancelAsync(flow, token), cancellationToken);
        if (parsed.GetValue(watch))
            answer = await new Watch(surroundings, api).ToEndAsync(answer, cancellationToken);

        question.Show(parsed, answer, now => $"{flow} is {(now.Ended ? ServerText.Clean(now.Status) : "being cancelled")}");
        return ExitCode.Done;
    }
}
