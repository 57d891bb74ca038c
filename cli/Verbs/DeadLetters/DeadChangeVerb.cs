using System.CommandLine;
using System.CommandLine.Parsing;
using Pipeline.Cli.Api;
using Pipeline.Cli.Api.DeadLetters;
using Pipeline.Cli.Output;

namespace Pipeline.Cli.Verbs.DeadLetters;

/// <summary><c>pipeline dead replay</c> and <c>pipeline dead discard</c>: one, a group or all of what died.</summary>
internal sealed class DeadChangeVerb(Surroundings surroundings, bool discards)
{
    private const int MostIds = 1_000;

    private readonly Question question = new(surroundings);
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

    public Command Create()
    {
        var (verb, about) = discards
            ? ("discard", "Forgets what died; a dead job stays dead")
            : ("replay", "Runs dead jobs again, and sends messages that nobody could read to their lanes again");
        var command = new Command(verb, about) { ids, which.Job, which.Cause, which.Messages, all };
        command.Validators.Add(Check);
        return question.Verb(command, RunAsync);
    }

    private void Check(CommandResult command)
    {
        var (byId, job, messages) = (command.GetResult(ids) is not null, command.GetResult(which.Job) is not null, command.GetValue(which.Messages));
        if (new[] { byId, job, messages, command.GetValue(all) }.Count(said => said) != 1)
            command.AddError("Say which: one of --id ID…, --job NAME, --messages and --all.");
        else if (command.GetResult(which.Cause) is not null && !job && !messages)
            command.AddError("--cause goes with --job or --messages.");
    }

    // Sent once: where only the answer was lost, a second request would replay as well what died again in between.
    private async Task<ExitCode> RunAsync(ParseResult parsed, PipelineApi api, CancellationToken cancellationToken)
    {
        var choice = new DeadChoice
        {
            Ids = parsed.GetValue(ids) is { Length: > 0 } some ? [.. some.Distinct()] : null,
            Type = parsed.GetValue(which.Job),
            Cause = parsed.GetValue(which.Cause),
            Messages = parsed.GetValue(which.Messages),
            All = parsed.GetValue(all),
        };
        var changed = await (discards ? api.DiscardDeadAsync(choice, cancellationToken) : api.ReplayDeadAsync(choice, cancellationToken));
        question.Show(parsed, changed, some => $"{Amounts.Count(some.Count)} {(discards ? "discarded" : "replayed")}");

        if (changed.Value.Refused > 0)
            surroundings.Say(
                $"{Amounts.Count(changed.Value.Refused)} cannot be replayed now: another job has the deduplication key, the flow was replayed, or the arguments are gone. pipeline replay JOB says which.");
        var left = (choice.Ids?.Count ?? 0) - changed.Value.Count - changed.Value.Refused;
        if (left <= 0) return changed.Value.Refused > 0 ? ExitCode.FlowNotSucceeded : ExitCode.Done;
        surroundings.Say($"{Amounts.Count(left)} of the ids name nothing that is dead{(discards ? "" : " and can be replayed")}. See pipeline dead list.");
        return ExitCode.FlowNotSucceeded;
    }
}
