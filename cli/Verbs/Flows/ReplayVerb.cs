using System.CommandLine;
using Pipeline.Cli.Api;
using Pipeline.Cli.Output;
using Pipeline.Cli.Output.Flows;

namespace Pipeline.Cli.Verbs.Flows;

/// <summary><c>pipeline replay JOB</c>: runs a dead job again. <c>pipeline replay --flow ID</c>: makes a flow of what failed in another.</summary>
internal sealed class ReplayVerb
{
    private readonly Surroundings surroundings;
    private readonly ServerOptions server;

    private readonly Argument<Guid?> job = new("JOB")
    {
        Description = "The dead job to run again, by itself",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = Ids.ParseJob,
    };

    private readonly Option<Guid?> flow = new("--flow")
    {
        Description = "A flow that ended: a new one of its members that did not succeed, and its body",
        HelpName = "ID",
        CustomParser = Ids.ParseFlow,
    };

    private readonly Option<bool> watch = new("--watch") { Description = "Stay until the new flow ended; needs --flow" };

    private readonly Option<bool> json = JsonOption.Create();

    public ReplayVerb(Surroundings surroundings)
    {
        this.surroundings = surroundings;
        server = new ServerOptions(surroundings);

        Command = new Command("replay", "Runs a dead job again, or what failed in a flow") { job, flow, watch, json };
        server.AddTo(Command);
        Command.Validators.Add(command =>
        {
            var named = command.GetResult(job) is { Tokens.Count: > 0 };
            if (named == command.GetResult(flow) is not null)
                command.AddError("Name one of them: pipeline replay JOB, or pipeline replay --flow ID.");
            else if (named && command.GetValue(watch))
                command.AddError("--watch is for a flow: pipeline replay --flow ID --watch.");
        });
        Command.SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, cancellationToken));
    }

    public Command Command { get; }

    // Each is sent once: a second request would be refused, or make a second flow, where only the answer to the first was lost.
    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var api = server.Connect(parsed);
        if (parsed.GetValue(flow) is { } ended) return await FlowAsync(parsed, api, ended, cancellationToken);

        var replayed = await api.ReplayJobAsync(parsed.GetValue(job)!.Value, cancellationToken);
        surroundings.Print(parsed.GetValue(json) ? replayed.OneLine : $"{replayed.Value.Id} ({ServerText.Clean(replayed.Value.Type)}) is queued again");
        return ExitCode.Done;
    }

    private async Task<ExitCode> FlowAsync(ParseResult parsed, PipelineApi api, Guid ended, CancellationToken cancellationToken)
    {
        var started = await api.ReplayFlowAsync(ended, cancellationToken);
        var watching = new Watch(surroundings, api);
        if (!parsed.GetValue(watch))
        {
            surroundings.Print(parsed.GetValue(json) ? started.OneLine : $"{started.Value.Id}");
            surroundings.Say($"Accepted. To watch it: {watching.Command(started.Value.Id)}");
            return ExitCode.Done;
        }

        surroundings.Say($"Flow {started.Value.Id}");
        var last = await watching.ToEndAsync(started, cancellationToken);
        if (parsed.GetValue(json))
            surroundings.Print(last.OneLine);
        else
            FlowReport.Write(surroundings.Out, last.Value);
        return watching.Conclude(last.Value);
    }
}
