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

    public void AddTo(Command command)
    {
        command.Add(url);
        command.Add(key);
    }

    /// <exception cref="CommandException">The address or the key is malformed.</exception>
    public PipelineApi Connect(ParseResult parsed)
    {
        var named = parsed.GetValue(url);
        var address = named ?? Set("PIPELINE_URL") ?? ServerAddress.Default;
        var server = ServerAddress.Parse(address, named is not null);

        var client = Connection.Open(server, parsed.GetValue(key) is { Length: > 0 } given ? given : Set("PIPELINE_KEY"));
        return new PipelineApi(client, server, surroundings.Pacing, surroundings.Time);
    }

    /// <summary>For requests that do the same when they are sent twice.</summary>
    public TransientRetry Retry() => new(surroundings.Pacing, surroundings.Time, surroundings.Say);

    private string? Set(string variable) => surroundings.Environment(variable) is { Length: > 0 } value ? value : null;
}
