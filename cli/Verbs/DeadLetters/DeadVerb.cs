using System.CommandLine;
using Pipeline.Cli.Output.DeadLetters;

namespace Pipeline.Cli.Verbs.DeadLetters;

/// <summary><c>pipeline dead</c>: dead letters by what they are and what they died of; below it, those that list and change them.</summary>
internal sealed class DeadVerb
{
    public DeadVerb(Surroundings surroundings)
    {
        Command = new Command("dead", "Shows what died, by job and cause; or lists, replays or discards it")
        {
            new DeadListVerb(surroundings).Command,
            new DeadBodyVerb(surroundings).Command,
            new DeadChangeVerb(surroundings, discards: false).Command,
            new DeadChangeVerb(surroundings, discards: true).Command,
        };
        var question = new Question(surroundings, Command);
        Command.SetAction((parsed, cancellationToken) => question.AskAsync(parsed, (api, token) => api.ListDeadGroupsAsync(token), (console, list) =>
        {
            if (list.Groups.Count == 0)
                question.SayNothing("Nothing is dead.");
            else
                DeadGroupTable.Write(console, list.Groups);
        }, cancellationToken));
    }

    public Command Command { get; }
}
