using System.CommandLine;
using System.CommandLine.Parsing;
using Pipeline.Cli.Api.DeadLetters;
using Pipeline.Cli.Output;

namespace Pipeline.Cli.Verbs.DeadLetters;

/// <summary><c>pipeline dead replay</c> and <c>pipeline dead discard</c>: one, a group or all of what died.</summary>
internal sealed class DeadChangeVerb
{
    private const int MostIds = 1_000;

    private readonly Surroundings surroundings;
    private readonly ServerOptions server;
    private readonly bool discards;
    private readonly DeadOptions which = new();

    private readonly Option<Guid[]> ids = new("--id")
    {
        Description = $"Dead letters or dead jobs by their ids, up to {MostIds}",
        HelpName = "ID…",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = Ids.ParseDeadLetters,
    };

    private readonly Option<bool> all = new("--all") { Description = "Everything that is dead now" };

    private readonly Option<bool> json = JsonOption.Create();

    public DeadChangeVerb(Surroundings surroundings, bool discards)
    {
        this.surroundings = surroundings;
        this.discards = discards;
        server = new ServerOptions(surroundings);

        var (verb, about) = discards
            ? ("discard", "Forgets what died; a dead job stays dead")
            : ("replay", "Runs dead jobs again, and sends messages that nobody could read to their lanes again");
        Command = new Command(verb, about) { ids, which.Job, which.Cause, which.Messages, all, json };
        server.AddTo(Command);
        Command.Validators.Add(Check);
        Command.SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, cancellationToken));
    }

    public Command Command { get; }

    private void Check(CommandResult command)
    {
        var (byId, job, messages) = (command.GetResult(ids) is not null, command.GetResult(which.Job) is not null, command.GetValue(which.Messages));
        if (new[] { byId, job, messages, command.GetValue(all) }.Count(said => said) != 1)
            command.AddError("Say which: one of --id ID…, --job NAME, --messages and --all.");
        else if (command.GetResult(which.Cause) is not null && !job && !messages)
            command.AddError("--cause goes with --job or --messages.");
    }

    // Sent once: where only the answer was lost, a second request would replay as well what died again in between.
    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var api = server.Connect(parsed);
        var choice = new DeadChoice
        {
            Ids = parsed.GetValue(ids) is { Length: > 0 } some ? [.. some.Distinct()] : null,
            Type = parsed.GetValue(which.Job),
            Cause = parsed.GetValue(which.Cause),
            Messages = parsed.GetValue(which.Messages),
            All = parsed.GetValue(all),
        };
        var changed = await (discards ? api.DiscardDeadAsync(choice, cancellationToken) : api.ReplayDeadAsync(choice, cancellationToken));
        surroundings.Print(parsed.GetValue(json) ? changed.OneLine : $"{Amounts.Count(changed.Value.Count)} {(discards ? "discarded" : "replayed")}");

        var left = (choice.Ids?.Count ?? 0) - changed.Value.Count;
        if (left <= 0) return ExitCode.Done;
        surroundings.Say($"{Amounts.Count(left)} of the ids name nothing that is dead{(discards ? "" : " and can be replayed")}. See pipeline dead list.");
        return ExitCode.FlowNotSucceeded;
    }
}
