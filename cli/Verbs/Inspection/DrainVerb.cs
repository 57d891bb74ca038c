using System.CommandLine;
using System.CommandLine.Parsing;
using Pipeline.Cli.Api;
using Pipeline.Cli.Api.Operations;
using Pipeline.Cli.Output;
using Pipeline.Cli.Output.Operations;

namespace Pipeline.Cli.Verbs.Inspection;

/// <summary><c>pipeline drain [--job NAME --version N]</c>: whether a version's handler may go, or of which versions anything is left.</summary>
internal sealed class DrainVerb(Surroundings surroundings)
{
    private readonly Question question = new(surroundings);
    private readonly Option<string?> job = new("--job") { Description = "The job's name; without it, all versions with something left", HelpName = "NAME" };
    private readonly Option<int> version = new("--version") { Description = "The version whose handler is to go", HelpName = "N" };
    private readonly Option<bool> wait = new("--wait") { Description = "Stay until nothing is left; needs --job" };

    public Command Create()
    {
        var command = new Command("drain", "Says whether anything is left of a job's version, or of any: exits with 0 only when outbox, lanes, retries, running and parked jobs hold none of it")
        {
            job, version, wait,
        };
        job.Validators.Add(JobNames.Check);
        version.Validators.Add(given => PageOptions.CheckNumber(given, int.MaxValue));
        command.Validators.Add(Check);
        return question.Verb(command, RunAsync);
    }

    private void Check(CommandResult command)
    {
        var (named, numbered) = (command.GetResult(job) is not null, command.GetResult(version) is not null);
        if (named != numbered)
            command.AddError("--job and --version go together: pipeline drain --job NAME --version N.");
        else if (!named && command.GetValue(wait))
            command.AddError("--wait is for one version: pipeline drain --job NAME --version N --wait.");
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, PipelineApi api, CancellationToken cancellationToken)
    {
        var retry = question.Retry();
        return parsed.GetValue(job) is { } name
            ? await OneAsync(parsed, name, token => retry.RunAsync(inner => api.DrainAsync(name, parsed.GetValue(version), inner), token), cancellationToken)
            : All(parsed, await retry.RunAsync(api.DrainAsync, cancellationToken));
    }

    private async Task<ExitCode> OneAsync(ParseResult parsed, string name, Func<CancellationToken, Task<Answer<DrainDocument>>> ask, CancellationToken cancellationToken)
    {
        var said = "";
        while (true)
        {
            var answer = await ask(cancellationToken);
            var left = answer.Value;
            if (left.Drained || !parsed.GetValue(wait))
            {
                question.Show(parsed, answer, drain => ServerText.Clean(Sentence(drain)));
                if (left is { Known: false, Drained: true })
                    surroundings.Say($"pipeline: the app knows no job called {name}, in whatever version, and nothing is left of one. Check the name; a job that this release no longer has looks the same.");
                return left switch { { Drained: false } => ExitCode.FlowNotSucceeded, { Known: false } => ExitCode.NoSuchJob, _ => ExitCode.Done };
            }
            if (said != Sentence(left)) surroundings.Say(ServerText.Clean(said = Sentence(left)));
            await Task.Delay(surroundings.Pacing.LongestLook, surroundings.Time, cancellationToken);
        }
    }

    private ExitCode All(ParseResult parsed, Answer<DrainList> answer)
    {
        var list = answer.Value;
        if (list.Versions.Count == 0)
            question.Show(parsed, answer, _ => "Nothing is left of any version.");
        else
            question.Show(parsed, answer, DrainTable.Write);
        if (list.More)
            surroundings.Say("There is so much that not all was counted: a version may be missing here. Ask for one with --job and --version.");
        return list.Versions.Count == 0 ? ExitCode.Done : ExitCode.FlowNotSucceeded;
    }

    private static string Sentence(DrainDocument drain) =>
        drain.Drained ? $"Nothing is left of {drain.Job} version {drain.Version}." : $"Left of {drain.Job} version {drain.Version}: {drain.Left}.";
}
