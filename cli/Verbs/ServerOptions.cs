using System.CommandLine;
using Pipeline.Cli.Api;

namespace Pipeline.Cli.Verbs;

/// <summary>Where the server is and which key it wants: the options that every verb has.</summary>
internal sealed class ServerOptions(Surroundings surroundings)
{
    private readonly Option<string?> url = new("--url")
    {
        Description = $"The server's address [default: PIPELINE_URL, else {ServerAddress.Default}]",
        HelpName = "U",
    };

    private readonly Option<string?> key = new("--key")
    {
        Description = "A function key [default: PIPELINE_KEY, which other users of the machine cannot see]",
        HelpName = "K",
    };

    private readonly Option<bool> insecure = new("--insecure")
    {
        Description = "Send the key to another machine over plain http, where others can read it",
    };

    /// <summary>Gives a verb these options, after its own, and what it does with the server that they name.</summary>
    public Command Verb(Command command, Func<ParseResult, PipelineApi, CancellationToken, Task<ExitCode>> run)
    {
        command.Add(url);
        command.Add(key);
        command.Add(insecure);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var api = Connect(parsed);
            return (int)await run(parsed, api, cancellationToken);
        });
        return command;
    }

    /// <summary>For requests that do the same when they are sent twice.</summary>
    public TransientRetry Retry() => new(surroundings.Pacing, surroundings.Time, surroundings.Say);

    /// <exception cref="CommandException">The address or the key is malformed, or the key would go to another machine in plain text.</exception>
    private PipelineApi Connect(ParseResult parsed)
    {
        var named = parsed.GetValue(url);
        var address = named ?? Set("PIPELINE_URL") ?? ServerAddress.Default;
        var server = ServerAddress.Parse(address, named is not null);

        var secret = parsed.GetValue(key) is { Length: > 0 } given ? given : Set("PIPELINE_KEY");
        if (secret is not null && server is { Root: { Scheme: "http", IsLoopback: false } } && !parsed.GetValue(insecure))
            throw new CommandException(
                ExitCode.Refused, $"The key would go to {server} in plain text. Use https, or --insecure if nobody else can read on the way.");

        var client = Connection.Open(server, secret);
        return new PipelineApi(client, server, surroundings.Pacing, surroundings.Time);
    }

    private string? Set(string variable) => surroundings.Environment(variable) is { Length: > 0 } value ? value : null;
}
