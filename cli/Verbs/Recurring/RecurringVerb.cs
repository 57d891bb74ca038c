using System.CommandLine;
using Pipeline.Cli.Output.Operations;

namespace Pipeline.Cli.Verbs.Recurring;

/// <summary><c>pipeline recurring</c>: the jobs that start by a schedule; below it, the two that switch one.</summary>
internal sealed class RecurringVerb(Surroundings surroundings)
{
    private readonly Question question = new(surroundings);

    public Command Create() => question.Verb(
        new("recurring", "Shows the jobs that start by a schedule, or switches one of them")
        {
            new RecurringSwitchVerb(surroundings, "enable", enabled: true).Create(),
            new RecurringSwitchVerb(surroundings, "disable", enabled: false).Create(),
        },
        (parsed, api, cancellationToken) => question.AskAsync(parsed, api.ListRecurringAsync, RecurringTable.Write, cancellationToken));
}
