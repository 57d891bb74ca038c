using System.CommandLine;
using Pipeline.Cli.Output.Operations;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline lanes</c>: the queues.</summary>
internal sealed class LanesVerb(Surroundings surroundings)
{
    private readonly Question question = new(surroundings);

    public Command Create() => question.Verb(
        new("lanes", "Shows the queues: how much waits in each, who takes it and how fast"),
        async (parsed, api, cancellationToken) =>
        {
            var list = await question.AskAsync(parsed, api.ListLanesAsync, LaneTable.Write, cancellationToken);
            if (!list.Reachable) question.SayNothing("The broker does not answer the app. See pipeline health.");
        });
}
