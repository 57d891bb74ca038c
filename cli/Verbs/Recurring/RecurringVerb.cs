using System.CommandLine;
using Pipeline.Cli.Output.Operations;

namespace Pipeline.Cli.Verbs.Recurring;

/// <summary><c>pipeline recurring</c>: the jobs that start by a schedule; below it, the two that switch one.</summary>
internal sealed class RecurringVerb
{
    public RecurringVerb(Surroundings surroundings)
    {
        Command = new Command("recurring", "Shows the jobs that start by a schedule, or switches one of them")
        {
            new RecurringSwitchVerb(surroundings, "enable", enabled: true).Command,
            new RecurringSwitchVerb(surroundings, "disable", enabled: false).Command,
        };
        var question = new Question(surroundings, Command);
        Command.SetAction((parsed, cancellationToken) => question.AskAsync(parsed, (api, token) => api.ListRecurringAsync(token), RecurringTable.Write, cancellationToken));
    }

    public Command Command { get; }
}
