using System.CommandLine;
using Pipeline.Cli.Output.Operations;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline overview</c>: the pipeline at a glance.</summary>
internal sealed class OverviewVerb
{
    public OverviewVerb(Surroundings surroundings)
    {
        var question = new Question(surroundings, Command);
        Command.SetAction((parsed, cancellationToken) =>
            question.AskAsync(parsed, (api, token) => api.GetOverviewAsync(token), OverviewReport.Write, cancellationToken));
    }

    public Command Command { get; } = new("overview", "Shows the pipeline at a glance: jobs by state, what is dead, what waits to be published, who works");
}
