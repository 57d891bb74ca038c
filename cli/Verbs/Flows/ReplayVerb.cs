using System.CommandLine;
using Pipeline.Cli.Api;
using Pipeline.Cli.Output;
using Pipeline.Cli.Output.Flows;

namespace Pipeline.Cli.Verbs.Flows;

/// <summary><c>pipeline replay JOB</c>: runs a dead job again. <c>pipeline replay --flow ID</c>: makes a flow of what failed in another.</summary>
internal sealed class ReplayVerb(Surroundings surroundings)
{
    private readonly Question question = new(surroundings);

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

    public Command Create()
    {
        var replay = new Command("replay", "Runs a dead job again, or what failed in a flow") { job, flow, watch };
        replay.Validators.Add(command =>
        {
            var named = command.GetResult(job) is { Tokens.Count: > 0 };
            if (named == command.GetResult(flow) is not null)
                command.AddError("Name one of them: pipeline replay JOB, or pipeline replay --flow ID.");
            else if (named && command.GetValue(watch))
                command.AddError("--watch is for a flow: pipeline replay --flow ID --watch.");
        });
        return question.Verb(replay, RunAsync);
    }

    // Each is sent once: a second request would be refused where only the answer to the first was lost.
    private async Task<ExitCode> RunAsync(ParseResult parsed, PipelineApi api, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(flow) is { } ended) return await FlowAsync(parsed, api, ended, cancellationToken);

        var replayed = await api.ReplayJobAsync(parsed.GetValue(job)!.Value, cancellationToken);
        question.Show(parsed, replayed, again => $"{again.Id} ({ServerText.Clean(again.Type)}) is queued again");
        return ExitCode.Done;
    }

    private async Task<ExitCode> FlowAsync(ParseResult parsed, PipelineApi api, Guid ended, CancellationToken cancellationToken)
    {
        var started = await api.ReplayFlowAsync(ended, cancellationToken);
        var watching = new Watch(surroundings, api);
        if (!parsed.GetValue(watch))
        {
            question.Show(parsed, started, made => $"{made.Id}");
            watching.SayAccepted(started.Value.Id);
            return ExitCode.Done;
        }

        surroundings.Say($"Flow {started.Value.Id}");
        var last = await watching.ToEndAsync(started, cancellationToken);
        question.Show(parsed, last, FlowReport.Write);
        return watching.Conclude(last.Value);
    }
}
