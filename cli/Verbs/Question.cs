using System.CommandLine;
using Pipeline.Cli.Api;
using Pipeline.Cli.Output;
using Spectre.Console;

namespace Pipeline.Cli.Verbs;

/// <summary>What verbs have in common that ask the server for something and show what it says: its address, retries, <c>--json</c>.</summary>
internal sealed class Question(Surroundings surroundings)
{
    private readonly ServerOptions server = new(surroundings);
    private readonly Option<bool> json = new("--json") { Description = "Print the server's document as one line of JSON" };

    /// <summary>Gives a verb the options that all have, after its own, and what it does.</summary>
    public Command Verb(Command command, Func<ParseResult, PipelineApi, CancellationToken, Task<ExitCode>> run)
    {
        command.Add(json);
        return server.Verb(command, run);
    }

    /// <inheritdoc cref="Verb(Command, Func{ParseResult, PipelineApi, CancellationToken, Task{ExitCode}})"/>
    public Command Verb(Command command, Func<ParseResult, PipelineApi, CancellationToken, Task> run) => Verb(command, async (parsed, api, cancellationToken) =>
    {
        await run(parsed, api, cancellationToken);
        return ExitCode.Done;
    });

    /// <inheritdoc cref="ServerOptions.Retry"/>
    public TransientRetry Retry() => server.Retry();

    /// <summary>Asks, again while it fails for a moment, and prints the answer for a program or for people.</summary>
    /// <exception cref="CommandException">The server refused, or does not answer.</exception>
    public async Task<T> AskAsync<T>(
        ParseResult parsed, Func<CancellationToken, Task<Answer<T>>> ask, Action<IAnsiConsole, T> write, CancellationToken cancellationToken)
    {
        var answer = await Retry().RunAsync(ask, cancellationToken);
        Show(parsed, answer, write);
        return answer.Value;
    }

    /// <summary>Prints an answer for a program or for people.</summary>
    public void Show<T>(ParseResult parsed, Answer<T> answer, Action<IAnsiConsole, T> write)
    {
        if (parsed.GetValue(json))
            surroundings.Print(answer.OneLine);
        else
            write(surroundings.Out, answer.Value);
    }

    /// <summary>The same for an answer that people are told in a line.</summary>
    public void Show<T>(ParseResult parsed, Answer<T> answer, Func<T, string> words) => Show(parsed, answer, (_, said) => surroundings.Print(words(said)));

    /// <summary>Says on standard error how a list goes on; with <c>--json</c> the document says it.</summary>
    public void SayNext(ParseResult parsed, object? next)
    {
        if (next is not null && !parsed.GetValue(json)) surroundings.Say($"There may be more: --after {ServerText.Clean($"{next}")}");
    }

    /// <summary>Says on standard error that there is nothing to show.</summary>
    public void SayNothing(string what) => surroundings.Say(what);
}
