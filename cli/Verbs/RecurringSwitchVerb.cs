using System.CommandLine;
using System.CommandLine.Parsing;
using Pipeline.Cli.Api;
using Pipeline.Cli.Output;

namespace Pipeline.Cli.Verbs;

/// <summary><c>pipeline recurring enable NAME</c> and <c>disable NAME</c>.</summary>
internal sealed class RecurringSwitchVerb
{
    private readonly Surroundings surroundings;
    private readonly ServerOptions server;
    private readonly bool enabled;

    private readonly Argument<string> name = new("NAME") { Description = "The job, as pipeline recurring shows it" };

    private readonly Option<bool> json = new("--json") { Description = "Print the server's document as one line of JSON" };

    public RecurringSwitchVerb(Surroundings surroundings, string verb, bool enabled)
    {
        this.surroundings = surroundings;
        this.enabled = enabled;
        server = new ServerOptions(surroundings);
        name.Validators.Add(CheckName);

        var about = enabled ? "Lets a job start by its schedule again, from the next tick on" : "Stops a job from starting by its schedule";
        Command = new Command(verb, about) { name, json };
        server.AddTo(Command);
        Command.SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, cancellationToken));
    }

    public Command Command { get; }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var api = server.Connect(parsed);
        var retry = new TransientRetry(surroundings.Pacing, surroundings.Time, surroundings.Say);
        var job = parsed.GetRequiredValue(name);
        // Sent twice it does the same, so that it may be tried again.
        var answer = await retry.RunAsync(token => api.SwitchRecurringAsync(job, enabled, token), cancellationToken);
        if (parsed.GetValue(json))
            surroundings.Print(answer.OneLine);
        else
            surroundings.Print(Words(answer.Value));

        return ExitCode.Done;
    }

    private static string Words(RecurringDocument job)
    {
        var next = job.NextAt is null ? "" : $", next at {Amounts.Moment(job.NextAt)}";
        return $"{ServerText.Clean(job.Name)} is {(job.Enabled ? "enabled" : "disabled")}{next}";
    }

    private static void CheckName(ArgumentResult argument)
    {
        if (argument.Tokens.Count == 1 && !JobNames.IsOne(argument.Tokens[0].Value))
            argument.AddError($"NAME must be {JobNames.Form}. See pipeline recurring.");
    }
}
