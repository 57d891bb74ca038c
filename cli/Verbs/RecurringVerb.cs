using System.CommandLine;
using Pipeline.Cli.Api;
using Pipeline.Cli.Output;

namespace Pipeline.Cli.Verbs;

/// <summary><c>pipeline recurring</c>: the jobs that start by a schedule; below it, the two that switch one.</summary>
internal sealed class RecurringVerb
{
    private readonly Surroundings surroundings;
    private readonly ServerOptions server;

    private readonly Option<bool> json = new("--json") { Description = "Print the server's document as one line of JSON" };

    public RecurringVerb(Surroundings surroundings)
    {
        this.surroundings = surroundings;
        server = new ServerOptions(surroundings);

        Command = new Command("recurring", "Shows the jobs that start by a schedule, or switches one of them")
        {
            json,
            new RecurringSwitchVerb(surroundings, "enable", enabled: true).Command,
            new RecurringSwitchVerb(surroundings, "disable", enabled: false).Command,
        };
        server.AddTo(Command);
        Command.SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, cancellationToken));
    }

    public Command Command { get; }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var api = server.Connect(parsed);
        var retry = new TransientRetry(surroundings.Pacing, surroundings.Time, surroundings.Say);
        var list = await retry.RunAsync(api.ListRecurringAsync, cancellationToken);
        if (parsed.GetValue(json))
            surroundings.Print(list.OneLine);
        else
            RecurringTable.Write(surroundings.Out, list.Value);

        return ExitCode.Done;
    }
}
