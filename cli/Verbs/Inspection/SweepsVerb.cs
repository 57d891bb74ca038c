using System.CommandLine;
using Pipeline.Cli.Output.Operations;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline sweeps</c>: what the pipeline repaired by itself.</summary>
internal sealed class SweepsVerb(Surroundings surroundings)
{
    private readonly Question question = new(surroundings);

    public Command Create() => question.Verb(
        new("sweeps", "Shows the sweeps that repair: when each ran last and what it did"),
        async (parsed, api, cancellationToken) =>
        {
            var list = await question.AskAsync(parsed, api.ListSweepsAsync, SweepTable.Write, cancellationToken);
            if (list.Sweeps.Count == 0) question.SayNothing("No sweep has run yet.");
        });
}
