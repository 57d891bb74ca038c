using System.CommandLine;
using Pipeline.Cli.Output.Operations;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline sweeps</c>: what the pipeline repaired by itself.</summary>
internal sealed class SweepsVerb
{
    public SweepsVerb(Surroundings surroundings)
    {
        var question = new Question(surroundings, Command);
        Command.SetAction(async (parsed, cancellationToken) =>
        {
            var list = await question.AskAsync(parsed, (api, token) => api.ListSweepsAsync(token), SweepTable.Write, cancellationToken);
            if (list.Sweeps.Count == 0) question.SayNothing("No sweep has run yet.");
        });
    }

    public Command Command { get; } = new("sweeps", "Shows the sweeps that repair: when each ran last and what it did");
}
