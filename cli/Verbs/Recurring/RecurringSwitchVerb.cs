using System.CommandLine;
using System.CommandLine.Parsing;
using Pipeline.Cli.Api.Recurring;
using Pipeline.Cli.Output;

namespace Pipeline.Cli.Verbs.Recurring;

/// <summary><c>pipeline recurring enable NAME</c> and <c>disable NAME</c>.</summary>
internal sealed class RecurringSwitchVerb(Surroundings surroundings, string verb, bool enabled)
{
    private readonly Question question = new(surroundings);
    private readonly Argument<string> name = new("NAME") { Description = "The job, as pipeline recurring shows it" };

    public Command Create()
    {
        name.Validators.Add(CheckName);
        var about = enabled ? "Lets a job start by its schedule again, from the next tick on" : "Stops a job from starting by its schedule";
        // Sent twice it does the same, so that it may be tried again.
        return question.Verb(new(verb, about) { name }, (parsed, api, cancellationToken) => question.AskAsync(
            parsed, token => api.SwitchRecurringAsync(parsed.GetRequiredValue(name), enabled, token), (_, job) => surroundings.Print(Words(job)), cancellationToken));
    }

    private static string Words(RecurringDocument job)
    {
        var next = job.NextAt is null ? "" : $", next at {Amounts.Moment(job.NextAt)}";
        return $"{ServerText.Clean(job.Name)} is {(job.Enabled ? "enabled" : "disabled")}{next}";
    }

    private static void CheckName(ArgumentResult argument)
    {
        if (argument.Tokens.Count == 1 && !JobNames.IsOne(argument.Tokens[0].Value))
            argument.AddError($"NAME must be {JobNames.Form}. See pipeline recurring.");
    }
}
