using System.CommandLine;
using Pipeline.Cli.Output.Operations;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline lanes</c>: the queues.</summary>
internal sealed class LanesVerb
{
    public LanesVerb(Surroundings surroundings)
    {
        var question = new Question(surroundings, Command);
        Command.SetAction(async (parsed, cancellationToken) =>
        {
            var list = await question.AskAsync(parsed, (api, token) => api.ListLanesAsync(token), LaneTable.Write, cancellationToken);
            if (!list.Reachable) question.SayNothing("The broker does not answer the app. See pipeline health.");
        });
    }

    public Command Command { get; } = new("lanes", "Shows the queues: how much waits in each, who takes it and how fast");
}
