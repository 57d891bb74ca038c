using System.CommandLine;
using Pipeline.Cli.Output.Operations;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline activity</c>: throughput and latency over time.</summary>
internal sealed class ActivityVerb(Surroundings surroundings)
{
    private const int Most = 1_440;

    private readonly Question question = new(surroundings);
    private readonly Option<int> minutes = new("--minutes") { Description = $"How far back, 1 to {Most}", HelpName = "N", DefaultValueFactory = _ => 15 };
    private readonly Option<string?> job = new("--job") { Description = "Only jobs of this name", HelpName = "NAME" };

    public Command Create()
    {
        minutes.Validators.Add(given => PageOptions.CheckNumber(given, Most));
        job.Validators.Add(JobNames.Check);
        return question.Verb(
            new("activity", "Shows how many jobs ended, how long they waited and how long they ran") { minutes, job },
            (parsed, api, cancellationToken) => question.AskAsync(
                parsed, token => api.GetActivityAsync(parsed.GetValue(minutes), parsed.GetValue(job), token), ActivityReport.Write, cancellationToken));
    }
}
