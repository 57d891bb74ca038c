using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.DurableTask;
using Pipeline.Emulator.Invocation;
using Pipeline.Emulator.Settings;
using Pipeline.Emulator.Triggers.Durable.Replay;
using static Pipeline.Emulator.Triggers.Durable.Replay.HistoryEvent;

namespace Pipeline.Emulator.Triggers.Durable.Engine;

/// <summary>Runs activities, so many at once, and puts their results into the inbox.</summary>
internal sealed class ActivityRunner(
    Inbox inbox, DurableFunctions functions, FunctionExecutor executor, DurableJson json, HostJson host, DrainSignal drain)
{
    private readonly Channel<(Guid Execution, TaskScheduled Task)> _waiting = Channel.CreateUnbounded<(Guid, TaskScheduled)>();
    private readonly ConcurrentDictionary<(Guid, int), bool> _known = new();

    /// <summary>Queues an activity, unless it waits or runs already or its result is not written down yet.</summary>
    public void Add(Guid execution, TaskScheduled task)
    {
        if (_known.TryAdd((execution, task.TaskId), true)) _waiting.Writer.TryWrite((execution, task));
    }

    /// <summary>Called when the result is written down, or nobody wants it any more.</summary>
    public void Forget(Guid execution, int taskId) => _known.TryRemove((execution, taskId), out _);

    /// <summary>Returns when it may take no more and what ran has ended.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var most = new ParallelOptions { MaxDegreeOfParallelism = host.DurableTask.MaxConcurrentActivities };
        var running = Parallel.ForEachAsync(_waiting.Reader.ReadAllAsync(stop), most, (work, _) => RunAsync(work.Execution, work.Task));
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.Exception is { } unexpected) throw unexpected;
    }

    private async ValueTask RunAsync(Guid execution, TaskScheduled task)
    {
        if (!functions.Activities.TryGetValue(task.Name, out var function))
        {
            var missing = DurableFunctions.Missing(task.Name, "an activity", functions.Activities.Keys);
            inbox.Add(execution, Failed(task, missing));
            return;
        }
        var call = new ActivityCall(task.Input, json);
        var failure = await executor.ExecuteAsync(function, call);
        // As the real host: what the stop of the host broke off is no result, and runs again. The end of the worker alone, as by a time-out, is a failure.
        if (failure is null) inbox.Add(execution, new TaskCompleted(task.TaskId, call.Result));
        else if (failure is FunctionTimeoutException || !drain.Token.IsCancellationRequested) inbox.Add(execution, Failed(task, failure));
    }

    private static TaskFailed Failed(TaskScheduled task, Exception why) => new(task.TaskId, TaskFailureDetails.FromException(why));
}
