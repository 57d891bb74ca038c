using System.CommandLine;
using System.Text;
using System.Text.Json;
using Pipeline.Cli.Api;
using Pipeline.Cli.Api.DeadLetters;
using Pipeline.Cli.Output;

namespace Pipeline.Cli.Verbs.DeadLetters;

/// <summary><c>pipeline dead body ID</c>: what was in a message that nobody could read, up to 64 KiB of it.</summary>
internal sealed class DeadBodyVerb(Surroundings surroundings)
{
    private readonly ServerOptions server = new(surroundings);
    private readonly Argument<Guid?> id = new("ID") { Description = "The dead letter, as pipeline dead list --messages shows it", Arity = ArgumentArity.ExactlyOne, CustomParser = Ids.ParseDeadLetter };
    private readonly Option<FileInfo?> to = new("--to") { Description = "Write its bytes to this file, which must not exist", HelpName = "FILE" };
    private readonly Option<bool> json = new("--json") { Description = "Print it as one line of JSON, the bytes as Base64" };

    public Command Create() => server.Verb(new("body", "Shows what was in a message that nobody could read") { id, to, json }, RunAsync);

    private async Task<ExitCode> RunAsync(ParseResult parsed, PipelineApi api, CancellationToken cancellationToken)
    {
        var letter = parsed.GetValue(id)!.Value;
        var body = await server.Retry().RunAsync(token => api.GetDeadBodyAsync(letter, token), cancellationToken);
        if (parsed.GetValue(to) is { } file) await SaveAsync(file, body, cancellationToken);

        if (parsed.GetValue(json))
            surroundings.Print(JsonSerializer.Serialize(new DeadBody(letter, body.Length, body), ApiJson.Default.DeadBody));
        else if (parsed.GetValue(to) is null)
            // A terminal must not be steered by what nobody could read; its very bytes are for a file.
            foreach (var line in Encoding.UTF8.GetString(body).Split('\n')) surroundings.Print(ServerText.Clean(line));
        return ExitCode.Done;
    }

    private static async Task SaveAsync(FileInfo file, byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(file.FullName, FileMode.CreateNew, FileAccess.Write);
            await stream.WriteAsync(body, cancellationToken);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Refused, $"{file.FullName} cannot be written: {refused.Message} Name a new file with --to.", refused);
        }
    }
}
