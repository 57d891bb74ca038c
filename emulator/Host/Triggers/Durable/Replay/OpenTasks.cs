using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using static Pipeline.Emulator.Triggers.Durable.Replay.HistoryEvent;

namespace Pipeline.Emulator.Triggers.Durable.Replay;

/// <summary>
/// The activities and timers of an orchestration, numbered as the orchestrator asks for them. What the history does not know yet is new.
/// </summary>
internal sealed class OpenTasks
{
    private readonly SortedDictionary<int, HistoryEvent> _new = [];
    private readonly Dictionary<int, (string Name, TaskCompletionSource<string?> Completion)> _open = [];
    private int _next;

    /// <summary>Whether something is not done yet. An orchestration does not end before.</summary>
    public bool Any => _open.Count > 0;

    public IEnumerable<HistoryEvent> New => _new.Values;

    public Task<string?> CallActivity(string name, string? input) => Open(name, id => new TaskScheduled(id, name, input), out _);

    public Task StartTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var fired = Open("timer", id => new TimerCreated(id, fireAt), out var timer);
        cancellationToken.Register(() =>
        {
            if (_open.Remove(timer, out var open)) open.Completion.TrySetCanceled(CancellationToken.None);
        });
        return fired;
    }

    /// <summary>Takes what the history has from what is new.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">This replay did not ask for the same.</exception>
    public void Expect(HistoryEvent before)
    {
        var history = $"The history has {Describe(before)} as task #{before.TaskOf}, and this replay has";
        if (!_new.Remove(before.TaskOf, out var now)) throw new NonDeterministicOrchestrationException($"{history} not (yet?) scheduled it.");
        if (!IsSame(before, now)) throw new NonDeterministicOrchestrationException($"{history} {Describe(now)} there.");
    }

    // What is no longer open was cancelled, or is told a second time.
    public void Complete(int id, string? result)
    {
        if (_open.Remove(id, out var open)) open.Completion.TrySetResult(result);
    }

    public void Fail(int id, TaskFailureDetails failure)
    {
        if (_open.Remove(id, out var open)) open.Completion.TrySetException(new TaskFailedException(open.Name, id, failure));
    }

    private Task<string?> Open(string name, Func<int, HistoryEvent> ask, out int id)
    {
        id = _next++;
        _new.Add(id, ask(id));
        var completion = new TaskCompletionSource<string?>();
        _open.Add(id, (name, completion));
        return completion.Task;
    }

    private static bool IsSame(HistoryEvent before, HistoryEvent now) => (before, now) switch
    {
        (TaskScheduled one, TaskScheduled other) => one.Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase),
        _ => before.GetType() == now.GetType(),
    };

    private static string Describe(HistoryEvent asked) => asked is TaskScheduled task ? $"activity '{task.Name}'" : "a timer";
}
