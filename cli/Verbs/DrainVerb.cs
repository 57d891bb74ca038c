using System.CommandLine;
using System.Globalization;
using Pipeline.Cli.Api;
using Pipeline.Cli.Output;

namespace Pipeline.Cli.Verbs;

/// <summary><c>pipeline drain --job NAME --version N [--wait]</c>: whether a version's handler may go.</summary>
internal sealed class DrainVerb
{
    private readonly Surroundings surroundings;
    private readonly ServerOptions server;
    private readonly Option<string> job = new("--job") { Description = "The job's name", Required = true, HelpName = "NAME" };
    private readonly Option<int> version = new("--version") { Description = "The version whose handler is to go", Required = true, HelpName = "N" };
    private readonly Option<bool> wait = new("--wait") { Description = "Stay until nothing is left" };
    private readonly Option<bool> json = new("--json") { Description = "Print the server's document as one line of JSON" };

    public DrainVerb(Surroundings surroundings)
    {
        this.surroundings = surroundings;
        server = new ServerOptions(surroundings);

        Command = new Command("drain", "Says whether anything is left of a job's version: exits with 0 only when outbox, lanes, retries, running and parked jobs hold none of it")
        {
            job, version, wait, json,
        };
        server.AddTo(Command);
        job.Validators.Add(given =>
        {
            if (given.Tokens is [var name] && !JobNames.IsOne(name.Value)) given.AddError($"--job must be {JobNames.Form}.");
        });
        version.Validators.Add(given =>
        {
            if (given.Tokens is [var text] && (!int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1))
                given.AddError($"--version is a number from 1 to {int.MaxValue}.");
        });
        Command.SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, cancellationToken));
    }

    public Command Command { get; }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var api = server.Connect(parsed);
        var retry = new TransientRetry(surroundings.Pacing, surroundings.Time, surroundings.Say);
        var said = "";
        while (true)
        {
            var answer = await retry.RunAsync(token => api.DrainAsync(parsed.GetValue(job)!, parsed.GetValue(version), token), cancellationToken);
            var left = answer.Value;
            if (left.Drained || !parsed.GetValue(wait))
            {
                surroundings.Print(parsed.GetValue(json) ? answer.OneLine : ServerText.Clean(Sentence(left)));
                return left.Drained ? ExitCode.Done : ExitCode.FlowNotSucceeded;
            }
            if (said != Sentence(left)) surroundings.Say(ServerText.Clean(said = Sentence(left)));
            await Task.Delay(surroundings.Pacing.LongestLook, surroundings.Time, cancellationToken);
        }
    }

    private static string Sentence(DrainDocument drain) =>
        drain.Drained ? $"Nothing is left of {drain.Job} version {drain.Version}." : $"Left of {drain.Job} version {drain.Version}: {drain.Left}.";
}
