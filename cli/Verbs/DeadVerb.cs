using System.CommandLine;
using Pipeline.Cli.Api;
using Pipeline.Cli.Output;

namespace Pipeline.Cli.Verbs;

/// <summary><c>pipeline dead</c>: dead letters by what they are and what they died of; below it, those that list and change them.</summary>
internal sealed class DeadVerb
{
    private readonly Surroundings surroundings;
    private readonly ServerOptions server;

    private readonly Option<bool> json = new("--json") { Description = "Print the server's document as one line of JSON" };

    public DeadVerb(Surroundings surroundings)
    {
        this.surroundings = surroundings;
        server = new ServerOptions(surroundings);

        Command = new Command("dead", "Shows what died, by job and cause; or lists, replays or discards it")
        {
            json,
            new DeadListVerb(surroundings).Command,
            new DeadBodyVerb(surroundings).Command,
            new DeadChangeVerb(surroundings, discards: false).Command,
            new DeadChangeVerb(surroundings, discards: true).Command,
        };
        server.AddTo(Command);
        Command.SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, cancellationToken));
    }

    public Command Command { get; }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var api = server.Connect(parsed);
        var retry = new TransientRetry(surroundings.Pacing, surroundings.Time, surroundings.Say);
        var list = await retry.RunAsync(api.ListDeadGroupsAsync, cancellationToken);
        if (parsed.GetValue(json))
            surroundings.Print(list.OneLine);
        else if (list.Value.Groups.Count == 0)
            surroundings.Say("Nothing is dead.");
        else
            DeadGroupTable.Write(surroundings.Out, list.Value.Groups);

        return ExitCode.Done;
    }
}
