using System.CommandLine;
using Pipeline.Cli.Api;
using Pipeline.Cli.Output;

namespace Pipeline.Cli.Verbs;

/// <summary><c>pipeline dead list</c>: dead letters one by one, the newest first.</summary>
internal sealed class DeadListVerb
{
    private readonly Surroundings surroundings;
    private readonly ServerOptions server;
    private readonly DeadOptions which = new();

    private readonly PageOptions page = new(Ids.ParseDeadLetter);

    private readonly Option<bool> json = new("--json") { Description = "Print the server's document as one line of JSON" };

    public DeadListVerb(Surroundings surroundings)
    {
        this.surroundings = surroundings;
        server = new ServerOptions(surroundings);

        Command = new Command("list", "Lists what died one by one, with its error, the newest first") { which.Job, which.Cause, which.Messages, page.Limit, page.After, json };
        server.AddTo(Command);
        Command.Validators.Add(command =>
        {
            if (command.GetResult(which.Job) is not null && command.GetValue(which.Messages))
                command.AddError("--job and --messages exclude each other: a message that nobody could read is of no job.");
        });
        Command.SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, cancellationToken));
    }

    public Command Command { get; }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var api = server.Connect(parsed);
        var retry = new TransientRetry(surroundings.Pacing, surroundings.Time, surroundings.Say);
        var query = new DeadQuery(
            parsed.GetValue(which.Job), parsed.GetValue(which.Cause), parsed.GetValue(which.Messages), parsed.GetValue(page.Limit), parsed.GetValue(page.After));
        var list = await retry.RunAsync(token => api.ListDeadLettersAsync(query, token), cancellationToken);
        if (parsed.GetValue(json))
        {
            surroundings.Print(list.OneLine);
            return ExitCode.Done;
        }

        if (list.Value.Letters.Count == 0)
            surroundings.Say("Nothing of that is dead.");
        else
            DeadLetterTable.Write(surroundings.Out, list.Value.Letters);
        if (list.Value.Next is { } next)
            surroundings.Say($"There may be more: --after {next}");
        return ExitCode.Done;
    }
}
