using System.CommandLine;
using Pipeline.Cli.Output.Operations;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline activity</c>: throughput and latency over time.</summary>
internal sealed class ActivityVerb
{
    private const int Most = 1_440;

    private readonly Option<int> minutes = new("--minutes") { Description = $"How far back, 1 to {Most}", HelpName = "N", DefaultValueFactory = _ => 15 };
    private readonly Option<string?> job = new("--job") { Description = "Only jobs of this name", HelpName = "NAME" };

    public ActivityVerb(Surroundings surroundings)
    {
        minutes.Validators.Add(given => PageOptions.CheckNumber(given, Most));
        job.Validators.Add(JobNames.Check);
        Command = new Command("activity", "Shows how many jobs ended, how long they waited and how long they ran") { minutes, job };
        var question = new Question(surroundings, Command);
        Command.SetAction((parsed, cancellationToken) => question.AskAsync(
            parsed, (api, token) => api.GetActivityAsync(parsed.GetValue(minutes), parsed.GetValue(job), token), ActivityReport.Write, cancellationToken));
    }

    public Command Command { get; }
}
