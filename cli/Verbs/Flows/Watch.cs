using Pipeline.Cli.Api;
using Pipeline.Cli.Api.Flows;
using Pipeline.Cli.Output;
using Pipeline.Cli.Watching;

namespace Pipeline.Cli.Verbs.Flows;

/// <summary>Watches a flow to its end on standard error; what every <c>--watch</c> does.</summary>
internal sealed class Watch(Surroundings surroundings, PipelineApi api)
{
    /// <exception cref="CommandException">
    /// Interrupted, or the server was away for too long; the message says how to go on watching.
    /// </exception>
    public async Task<Answer<FlowDocument>> ToEndAsync(Answer<FlowDocument> first, CancellationToken cancellationToken)
    {
        var id = first.Value.Id;
        var watcher = new FlowWatcher(token => api.GetFlowAsync(id, token), surroundings.Pacing, surroundings.Time);
        IWatchDisplay display = surroundings.Error.IsTerminal()
            ? new BarDisplay(surroundings.Error)
            : new LineDisplay(surroundings.Say, surroundings.Time);
        try
        {
            var last = await display.ShowAsync(watcher.WatchAsync(first, cancellationToken), cancellationToken);
            return last.Answer;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Interrupted, $"interrupted; the flow goes on. To watch it again: {Command(id)}");
        }
        catch (ApiException lost) when (lost.ExitCode == ExitCode.ServerUnavailable)
        {
            var message = $"{lost.Message}{Environment.NewLine}The flow goes on once the app is back. To watch it again: {Command(id)}";
            throw new CommandException(lost.ExitCode, message, lost);
        }
    }

    /// <summary>Says on standard error that there is a flow, and how to watch it.</summary>
    public void SayAccepted(Guid id) => surroundings.Say($"Accepted. To watch it: {Command(id)}");

    /// <summary>Says on standard error why a flow that ended did not succeed, or went on without some of its jobs, and returns its exit code.</summary>
    public ExitCode Conclude(FlowDocument flow)
    {
        if (!flow.Ended || flow.Succeeded)
            return ExitCode.Done;

        var jobs = flow.Jobs;
        surroundings.Say(
            $"pipeline: flow {flow.Id} {ServerText.Clean(flow.Status)}: of {Amounts.Count(jobs.Total)} jobs " +
            $"{Amounts.Count(jobs.Succeeded)} succeeded, {Amounts.Count(jobs.Dead)} dead, " +
            $"{Amounts.Count(jobs.Cancelled)} cancelled, {Amounts.Count(jobs.Expired)} expired.");
        if (jobs.Lost > 0 || flow.Failed is { Count: > 0 })
            surroundings.Say($"To run what failed again: pipeline replay --flow {flow.Id}{(api.Server.Named ? $" --url {api.Server}" : "")}");
        return ExitCode.FlowNotSucceeded;
    }

    // Without the key, which stays out of logs.
    private string Command(Guid id) => $"pipeline status {id} --watch{(api.Server.Named ? $" --url {api.Server}" : "")}";
}
