using System.CommandLine;
using Pipeline.Cli.Output.Operations;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline overview</c>: the pipeline at a glance.</summary>
internal sealed class OverviewVerb(Surroundings surroundings)
{
    private readonly Question question = new(surroundings);

    public Command Create() => question.Verb(
        new("overview", "Shows the pipeline at a glance: jobs by state, what is dead, what waits to be published, who works"),
        (parsed, api, cancellationToken) => question.AskAsync(parsed, api.GetOverviewAsync, OverviewReport.Write, cancellationToken));
}
