using System.CommandLine;
using Pipeline.Cli.Api;
using Spectre.Console;

namespace Pipeline.Cli.Verbs;

/// <summary>What verbs have in common that ask the server once and show what it says: its address, retries, <c>--json</c>.</summary>
internal sealed class Question
{
    private readonly Surroundings surroundings;
    private readonly ServerOptions server;
    private readonly Option<bool> json = JsonOption.Create();

    /// <param name="surroundings">Of the tool.</param>
    /// <param name="command">Gets the options that all have.</param>
    public Question(Surroundings surroundings, Command command)
    {
        this.surroundings = surroundings;
        server = new ServerOptions(surroundings);
        command.Add(json);
        server.AddTo(command);
    }

    /// <summary>Asks, again while it fails for a moment, and prints the answer for a program or for people.</summary>
    /// <exception cref="CommandException">The server refused, or does not answer.</exception>
    public async Task<T> AskAsync<T>(
        ParseResult parsed, Func<PipelineApi, CancellationToken, Task<Answer<T>>> ask, Action<IAnsiConsole, T> write, CancellationToken cancellationToken)
    {
        using var api = server.Connect(parsed);
        var retry = server.Retry();
        var answer = await retry.RunAsync(token => ask(api, token), cancellationToken);
        if (parsed.GetValue(json))
            surroundings.Print(answer.OneLine);
        else
            write(surroundings.Out, answer.Value);
        return answer.Value;
    }

    /// <summary>Says on standard error how a list goes on; with <c>--json</c> the document says it.</summary>
    public void SayNext(ParseResult parsed, object? next)
    {
        if (next is not null && !parsed.GetValue(json)) surroundings.Say($"There may be more: --after {Output.ServerText.Clean($"{next}")}");
    }

    /// <summary>Says on standard error that there is nothing to show.</summary>
    public void SayNothing(string what) => surroundings.Say(what);
}
