using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Pipeline.Cli.Output;
using Pipeline.Cli.Verbs.DeadLetters;
using Pipeline.Cli.Verbs.Flows;
using Pipeline.Cli.Verbs.Inspection;
using Pipeline.Cli.Verbs.Recurring;

namespace Pipeline.Cli;

/// <summary>The <c>pipeline</c> command: its verbs, and the one place where failures become messages and exit codes.</summary>
internal sealed class CommandLine(Surroundings surroundings)
{
    private const string About = """
        Submits files to a Pipeline deployment, watches, cancels and replays their flows, shows every job and the state of everything around it, repairs
        what died, switches recurring jobs, and says when a job's version is drained.

        Environment:
          PIPELINE_URL  the server's address where --url is not given
          PIPELINE_KEY  the function key where --key is not given
          NO_COLOR      any value: no colours

        Exit codes:
          0    the flow succeeded, or the command did what was asked
          1    the flow ended otherwise, or without some of its jobs; drain: something is left; dead: some ids name nothing that is dead;
               health: something is not well
          2    bad usage, or the server refused the input
          3    not authorised: a key is missing or wrong
          4    the server cannot be reached, or it failed
          5    drain: the app knows no job of that name, and nothing is left of one
          70   a defect of this tool
          130  interrupted; a flow that was accepted goes on
        """;

    /// <summary>Runs one command and returns what the shell gets. Never throws; a cancelled token counts as Ctrl-C.</summary>
    public async Task<ExitCode> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken = default)
    {
        try
        {
            // A file may be called @voters.csv: no response files.
            var parsed = Root().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is ParseErrorAction)
                throw new CommandException(ExitCode.Refused, Usage(parsed));

            var configuration = new InvocationConfiguration
            {
                Output = surroundings.Out.Profile.Out.Writer,
                Error = surroundings.Error.Profile.Out.Writer,
                EnableDefaultExceptionHandler = false,
            };
            return (ExitCode)await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (CommandException refused)
        {
            surroundings.Say($"pipeline: {refused.Message}");
            return refused.ExitCode;
        }
        catch (OperationCanceledException)
        {
            surroundings.Say("pipeline: interrupted.");
            return ExitCode.Interrupted;
        }
        catch (Exception defect)
        {
            surroundings.Say($"pipeline: a defect of this tool: {defect.GetType().Name}: {ServerText.Clean(defect.Message)}");
            return ExitCode.Defect;
        }
    }

    private RootCommand Root() => new(About)
    {
        new SubmitVerb(surroundings).Create(),
        new StatusVerb(surroundings).Create(),
        new FlowsVerb(surroundings).Create(),
        new JobsVerb(surroundings).Create(),
        new OverviewVerb(surroundings).Create(),
        new ActivityVerb(surroundings).Create(),
        new LanesVerb(surroundings).Create(),
        new SweepsVerb(surroundings).Create(),
        new CancelVerb(surroundings).Create(),
        new ReplayVerb(surroundings).Create(),
        new DeadVerb(surroundings).Create(),
        new RecurringVerb(surroundings).Create(),
        new DrainVerb(surroundings).Create(),
        new AuditVerb(surroundings).Create(),
        new HealthVerb(surroundings).Create(),
    };

    private static string Usage(ParseResult parsed)
    {
        var verbs = "";
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: not RootCommand } command; at = at.Parent)
            verbs = $" {command.Command.Name}{verbs}";

        return $"{ServerText.Clean(parsed.Errors[0].Message)}{Environment.NewLine}See: pipeline{verbs} --help";
    }
}
