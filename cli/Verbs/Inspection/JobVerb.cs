using System.CommandLine;
using Pipeline.Cli.Output.Jobs;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline jobs show JOB</c>: everything of one job.</summary>
internal sealed class JobVerb
{
    private readonly Argument<Guid?> job = new("JOB") { Description = "The job's id", Arity = ArgumentArity.ExactlyOne, CustomParser = Ids.ParseJob };

    public JobVerb(Surroundings surroundings)
    {
        Command = new Command("show", "Shows a job: its arguments, its result, where it is, and why its attempts failed") { job };
        var question = new Question(surroundings, Command);
        Command.SetAction((parsed, cancellationToken) => question.AskAsync(
            parsed, (api, token) => api.GetJobAsync(parsed.GetValue(job)!.Value, token), JobReport.Write, cancellationToken));
    }

    public Command Command { get; }
}
