using DurableTask.Core.Exceptions;
using Pipeline.Emulator.Triggers.Durable.Replay;
using Pipeline.Functions.Flows;

namespace Pipeline.Emulator.Tests.Flows;

/// <summary>
/// Orchestrations that began under an earlier version of the orchestrator go on under this one. Where these tests fail after a change, see
/// emulator/README.md on recorded histories, and docs/flows.md on what the change does to flows that are under way.
/// </summary>
public sealed class HistoryTests
{
    public static TheoryData<string> Recorded => Scenario.Names;

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Replay_OfEachTurn_DecidesWhatWasRecorded(string name)
    {
        var history = RecordedHistory.Read(name);
        await using var replay = new HistoryReplay(typeof(FlowOrchestrator));
        TurnOutcome? last = null;
        foreach (var turn in history.Turns())
            (last = await replay.PlayAsync(history, turn)).Events.ShouldBe(turn.Events, $"{name}, turn at {turn.Time:O}");
        (last!.Status, last.Output, last.CustomStatus).ShouldBe((history.Status, history.Output, history.CustomStatus));
    }

    [ServiceTheory]
    [MemberData(nameof(Recorded))]
    public async Task Engine_WritesTheSameHistoryToday(string name)
    {
        var today = await HistoryRecorder.RecordAsync(Scenario.Of(name));
        if (Environment.GetEnvironmentVariable("PIPELINE_RECORD_HISTORIES") is { } asked && (asked == name || asked == "all")) today.Write(name);
        var kept = RecordedHistory.Read(name);
        Kinds(today).ShouldBe(Kinds(kept));
        (today.Status, today.Output, today.CustomStatus).ShouldBe((kept.Status, kept.Output, kept.CustomStatus));
    }

    [Theory]
    [InlineData(typeof(ChangedOrchestrators.AnotherActivity), "replay has activity 'LookAtFlow' there")]
    [InlineData(typeof(ChangedOrchestrators.TimerFirst), "replay has a timer there")]
    [InlineData(typeof(ChangedOrchestrators.NothingAtFirst), "replay has not (yet?) scheduled it")]
    public async Task Replay_WithAnOrchestratorThatAsksForSomethingElse_Fails(Type orchestrator, string problem)
    {
        await using var replay = new HistoryReplay(orchestrator);
        foreach (var name in Scenario.All.Select(scenario => scenario.Name))
        {
            var history = RecordedHistory.Read(name);
            var outcome = await replay.PlayAsync(history, history.Turns().Last());
            outcome.Error.ShouldBeOfType<NonDeterministicOrchestrationException>(name).Message.ShouldContain(problem);
        }
    }

    [Theory]
    [InlineData("chord-closed-at-once", true)]
    [InlineData("woken-twice", true)]
    [InlineData("cancelled", true)]
    [InlineData("events-lost", false)]
    [InlineData("stopping", false)]
    public async Task Replay_WithAnOrchestratorThatLooksTwiceWhenItIsWoken_FailsWhereItWasWoken(string name, bool fails)
    {
        await using var replay = new HistoryReplay(typeof(ChangedOrchestrators.TwoLooks));
        var history = RecordedHistory.Read(name);
        var outcome = await replay.PlayAsync(history, history.Turns().Last());
        (outcome.Error is NonDeterministicOrchestrationException).ShouldBe(fails, $"{outcome.Error}");
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Replay_WithAnOrchestratorThatOnlyWaitsLonger_GoesOn(string name)
    {
        await using var replay = new HistoryReplay(typeof(ChangedOrchestrators.LongerPauses));
        var history = RecordedHistory.Read(name);
        var outcome = await replay.PlayAsync(history, history.Turns().Last());
        (outcome.Status, outcome.Output).ShouldBe((history.Status, history.Output));
    }

    [Fact]
    public void Folder_HasOneHistoryForEachScenario() => RecordedHistory.Names().ShouldBe(Scenario.All.Select(scenario => scenario.Name), ignoreOrder: true);

    private static IEnumerable<string> Kinds(RecordedHistory history) => history.Events.Select(happened => happened.GetType().Name);
}
