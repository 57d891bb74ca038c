using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Pipeline.Flows;
using Pipeline.Functions.Flows;
using P = Microsoft.DurableTask.Protobuf;

namespace Pipeline.Orchestration.Tests;

/// <summary>An instance of the orchestrator whose time passes when the test says, and whose activity returns what the test says.</summary>
internal sealed class TestInstance
{
    private readonly List<P.HistoryEvent> _past = [];
    private readonly List<P.HistoryEvent> _arrived = [];
    private readonly List<(DateTime At, P.HistoryEvent Fired)> _timers = [];
    private readonly Func<FlowState?> _check;

    /// <param name="watch">The input.</param>
    /// <param name="check">The activity.</param>
    public TestInstance(FlowWatch? watch, Func<FlowState?> check)
    {
        _check = check;
        Start(JsonSerializer.Serialize(watch), []);
    }

    public DateTime Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public int Turns { get; private set; }

    public int Checks { get; private set; }

    public int ContinuedAsNew { get; private set; }

    public int LongestHistory { get; private set; }

    /// <summary>How long the timers were that it waited for.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public P.CompleteOrchestrationAction? End { get; private set; }

    public FlowResult? Result => End is { Result: { } json } ? JsonSerializer.Deserialize<FlowResult?>(json) : null;

    public void Raise(FlowState? state) => _arrived.Add(new()
    {
        EventId = -1, Timestamp = Time(Now), EventRaised = new() { Name = FlowOrchestrator.Woken, Input = JsonSerializer.Serialize(state) },
    });

    /// <summary>Plays turns until it waits for a timer or an event, or has ended.</summary>
    public TestInstance Run()
    {
        while (_arrived.Count > 0 && End is null) Play();
        return this;
    }

    /// <summary>Lets the next timer fire.</summary>
    public TestInstance Fire()
    {
        var next = _timers.MinBy(timer => timer.At);
        _timers.Remove(next);
        Now = next.At;
        _arrived.Add(next.Fired);
        return Run();
    }

    private void Play()
    {
        Turns++;
        var request = new P.OrchestratorRequest { InstanceId = Guid.Empty.ToString(), ExecutionId = $"{ContinuedAsNew}" };
        request.PastEvents.AddRange(_past);
        request.NewEvents.Add(new P.HistoryEvent { EventId = -1, Timestamp = Time(Now), OrchestratorStarted = new() });
        request.NewEvents.AddRange(_arrived);
        _arrived.Clear();
        var response = Orchestrator.Today.Play(request);
        _past.AddRange(request.NewEvents);
        foreach (var action in response.Actions) Do(action);
        _past.Add(new() { EventId = -1, Timestamp = Time(Now), OrchestratorCompleted = new() });
        LongestHistory = Math.Max(LongestHistory, _past.Count);
        if (End is not { OrchestrationStatus: P.OrchestrationStatus.ContinuedAsNew } end) return;
        ContinuedAsNew++;
        Start(end.Result, end.CarryoverEvents);
    }

    private void Do(P.OrchestratorAction action)
    {
        switch (action.OrchestratorActionTypeCase)
        {
            case P.OrchestratorAction.OrchestratorActionTypeOneofCase.ScheduleTask:
                action.ScheduleTask.Name.ShouldBe(nameof(CloseFlow));
                Checks++;
                var (name, input, result) = (action.ScheduleTask.Name, action.ScheduleTask.Input, JsonSerializer.Serialize(_check()));
                _past.Add(new() { EventId = action.Id, Timestamp = Time(Now), TaskScheduled = new() { Name = name, Input = input } });
                _arrived.Add(new()
                {
                    EventId = -1, Timestamp = Time(Now), TaskCompleted = new() { TaskScheduledId = action.Id, Result = result },
                });
                break;
            case P.OrchestratorAction.OrchestratorActionTypeOneofCase.CreateTimer:
                var at = action.CreateTimer.FireAt;
                Waits.Add(at.ToDateTime() - Now);
                _past.Add(new() { EventId = action.Id, Timestamp = Time(Now), TimerCreated = new() { FireAt = at } });
                var fired = new P.TimerFiredEvent { FireAt = at, TimerId = action.Id };
                _timers.Add((at.ToDateTime(), new() { EventId = -1, Timestamp = at, TimerFired = fired }));
                break;
            case P.OrchestratorAction.OrchestratorActionTypeOneofCase.CompleteOrchestration:
                End = action.CompleteOrchestration;
                break;
            default:
                throw new InvalidOperationException($"It did not do {action.OrchestratorActionTypeCase} before.");
        }
    }

    private void Start(string input, IEnumerable<P.HistoryEvent> carried)
    {
        End = null;
        _past.Clear();
        _timers.Clear();
        _arrived.Insert(0, new()
        {
            EventId = -1,
            Timestamp = Time(Now),
            ExecutionStarted = new()
            {
                Name = nameof(FlowOrchestrator), Input = input,
                OrchestrationInstance = new() { InstanceId = Guid.Empty.ToString(), ExecutionId = $"{ContinuedAsNew}" },
            },
        });
        _arrived.AddRange(carried);
    }

    private static Timestamp Time(DateTime time) => Timestamp.FromDateTime(time);
}
