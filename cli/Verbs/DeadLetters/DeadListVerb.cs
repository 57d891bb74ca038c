using System.CommandLine;
using Pipeline.Cli.Api;
using Pipeline.Cli.Api.DeadLetters;
using Pipeline.Cli.Output.DeadLetters;

namespace Pipeline.Cli.Verbs.DeadLetters;

/// <summary><c>pipeline dead list</c>: dead letters one by one, the newest first.</summary>
internal sealed class DeadListVerb(Surroundings surroundings)
{
    private readonly Question question = new(surroundings);
    private readonly DeadOptions which = new();
    private readonly PageOptions page = new(Ids.ParseDeadLetter);

    public Command Create()
    {
        var list = new Command("list", "Lists what died one by one, with its error, the newest first") { which.Job, which.Cause, which.Messages, page.Limit, page.After };
        list.Validators.Add(command =>
        {
            if (command.GetResult(which.Job) is not null && command.GetValue(which.Messages))
                command.AddError("--job and --messages exclude each other: a message that nobody could read is of no job.");
        });
        return question.Verb(list, RunAsync);
    }

    private async Task RunAsync(ParseResult parsed, PipelineApi api, CancellationToken cancellationToken)
    {
        var query = new DeadQuery(
            parsed.GetValue(which.Job), parsed.GetValue(which.Cause), parsed.GetValue(which.Messages), parsed.GetValue(page.Limit), parsed.GetValue(page.After));
        var list = await question.AskAsync(parsed, token => api.ListDeadLettersAsync(query, token), (console, found) =>
        {
            if (found.Letters.Count == 0)
                question.SayNothing("Nothing of that is dead.");
            else
                DeadLetterTable.Write(console, found.Letters);
        }, cancellationToken);
        question.SayNext(parsed, list.Next);
    }
}
