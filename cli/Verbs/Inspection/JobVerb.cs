using System.CommandLine;
using Pipeline.Cli.Output.Jobs;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline jobs show JOB</c>: everything of one job.</summary>
internal sealed class JobVerb(Surroundings surroundings)
{
    private readonly Question question = new(surroundings);
    private readonly Argument<Guid?> job = new("JOB") { Description = "The job's id", Arity = ArgumentArity.ExactlyOne, CustomParser = Ids.ParseJob };

    public Command Create() => question.Verb(
        new("show", "Shows a job: its arguments, its result, where it is, and why its attempts failed") { job },
        (parsed, api, cancellationToken) => question.AskAsync(parsed, token => api.GetJobAsync(parsed.GetValue(job)!.Value, token), JobReport.Write, cancellationToken));
}
