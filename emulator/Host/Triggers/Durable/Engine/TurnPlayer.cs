using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Pipeline.Emulator.Invocation;
using Pipeline.Emulator.Triggers.Durable.Replay;
using Pipeline.Emulator.Triggers.Durable.Store;

namespace Pipeline.Emulator.Triggers.Durable.Engine;

/// <summary>Plays the turn of an execution that has something new.</summary>
internal sealed partial class TurnPlayer(
    DurableFunctions functions, FunctionExecutor executor, DurableJson json, ILoggerFactory loggers, TimeProvider time)
{
    private readonly ILogger _logger = loggers.CreateLogger("Host.Triggers.DurableTask");

    /// <summary>Null where there is nothing new.</summary>
    public async Task<PlayedTurn?> PlayAsync(ExecutionState state, IReadOnlyList<HistoryEvent> arrived, Inbox inbox)
    {
        if (state.HasEnded) return state.Messages.Count > 0 ? new PlayedTurn(state, [], Outcome: null) : null;
        // After an error nobody knows whether the last turn stands; what it took is not taken again.
        var known = state.History.Where(happened => happened.IsResult).Select(result => result.TaskOf).ToHashSet();
        HistoryEvent[] news = [.. state.Messages.Select(message => message.Event), .. arrived.Where(result => known.Add(result.TaskOf))];
        if (news.Length == 0) return null;

        var turn = new OrchestrationTurn(
            state.InstanceId,
            state.History,
            news,
            time.GetUtcNow().UtcDateTime,
            () => inbox.Add(state.ExecutionId, new HistoryEvent.ForeignThreadSeen()),
            json,
            loggers);
        if (!functions.Orchestrators.TryGetValue(state.Name, out var function))
        {
            var missing = DurableFunctions.Missing(state.Name, "an orchestrator", functions.Orchestrators.Keys);
            return new PlayedTurn(state, arrived, FailureOf(missing, news));
        }
        var failure = await executor.ExecuteAsync(function, turn);
        if (failure is not FunctionTimeoutException && turn.Outcome is { } outcome) return new PlayedTurn(state, arrived, outcome);
        WriteBrokenOff(_logger, state.InstanceId, failure);
        return new PlayedTurn(state, arrived, Outcome: null) { IsBrokenOff = true };
    }

    private static TurnOutcome FailureOf(Exception error, IEnumerable<HistoryEvent> news) => new()
    {
        Status = OrchestrationRuntimeStatus.Failed,
        Events = [.. news, new HistoryEvent.ExecutionCompleted(OrchestrationRuntimeStatus.Failed)],
        Error = error,
    };

    [LoggerMessage(71, LogLevel.Error, "The turn of orchestration instance '{InstanceId}' was broken off and will be played again.")]
    private static partial void WriteBrokenOff(ILogger logger, string instanceId, Exception? why);
}
