using System.CommandLine;
using Pipeline.Cli.Output.DeadLetters;

namespace Pipeline.Cli.Verbs.DeadLetters;

/// <summary><c>pipeline dead</c>: dead letters by what they are and what they died of; below it, those that list and change them.</summary>
internal sealed class DeadVerb(Surroundings surroundings)
{
    private readonly Question question = new(surroundings);

    public Command Create() => question.Verb(
        new("dead", "Shows what died, by job and cause; or lists, replays or discards it")
        {
            new DeadListVerb(surroundings).Create(),
            new DeadBodyVerb(surroundings).Create(),
            new DeadChangeVerb(surroundings, discards: false).Create(),
            new DeadChangeVerb(surroundings, discards: true).Create(),
        },
        (parsed, api, cancellationToken) => question.AskAsync(parsed, api.ListDeadGroupsAsync, (console, list) =>
        {
            if (list.Groups.Count == 0)
                question.SayNothing("Nothing is dead.");
            else
                DeadGroupTable.Write(console, list.Groups);
        }, cancellationToken));
}
