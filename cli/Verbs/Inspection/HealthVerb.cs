using System.CommandLine;
using Pipeline.Cli.Output.Operations;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline health</c>: broker, database, blobs and lanes; exits with 1 where one is not well.</summary>
internal sealed class HealthVerb(Surroundings surroundings)
{
    private readonly Question question = new(surroundings);
    private readonly Option<bool> live = new("--live") { Description = "Only ask whether the process lives, which takes no key" };

    public Command Create() => question.Verb(
        new("health", "Says whether the app's servers answer and its lanes are taken care of: exits with 0 only when all is well") { live },
        async (parsed, api, cancellationToken) =>
        {
            var health = await question.AskAsync(
                parsed, token => parsed.GetValue(live) ? api.GetLifeAsync(token) : api.GetHealthAsync(token), HealthReport.Write, cancellationToken);
            return health.Status is "healthy" or "alive" ? ExitCode.Done : ExitCode.FlowNotSucceeded;
        });
}
