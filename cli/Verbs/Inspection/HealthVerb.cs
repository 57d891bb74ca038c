using System.CommandLine;
using Pipeline.Cli.Output.Operations;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline health</c>: broker, database, blobs and lanes; exits with 1 where one is not well.</summary>
internal sealed class HealthVerb
{
    private readonly Option<bool> live = new("--live") { Description = "Only ask whether the process lives, which takes no key" };

    public HealthVerb(Surroundings surroundings)
    {
        Command = new Command("health", "Says whether the app's servers answer and its lanes are taken care of: exits with 0 only when all is well") { live };
        var question = new Question(surroundings, Command);
        Command.SetAction(async (parsed, cancellationToken) =>
        {
            var health = await question.AskAsync(
                parsed, (api, token) => parsed.GetValue(live) ? api.GetLifeAsync(token) : api.GetHealthAsync(token), HealthReport.Write, cancellationToken);
            return (int)(health.Status is "healthy" or "alive" ? ExitCode.Done : ExitCode.FlowNotSucceeded);
        });
    }

    public Command Command { get; }
}
