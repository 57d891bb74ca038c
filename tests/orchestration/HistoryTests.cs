using Pipeline.Orchestration.Tests.Recording;
using P = Microsoft.DurableTask.Protobuf;

namespace Pipeline.Orchestration.Tests;

/// <summary>
/// Orchestrations that began under an earlier version of the orchestrator go on under this one. Where these tests fail after a change, see
/// CONTRIBUTING.md on recorded histories, and docs/flows.md on what the change does to flows that are under way.
/// </summary>
public sealed class HistoryTests
{
    public static TheoryData<string> Recorded => Scenario.Names;

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Each_recorded_turn_is_decided_as_it_was(string name)
    {
        var turns = RecordedHistory.Read(name);
        turns.ShouldNotBeEmpty();
        foreach (var turn in turns) Orchestrator.Today.Play(turn.Request).ShouldBe(turn.Response);
    }

    [ServiceTheory]
    [MemberData(nameof(Recorded))]
    public async Task The_engine_records_the_same_today(string name)
    {
        var today = await new HistoryRecorder(Scenario.Of(name), Services.Blobs).RecordAsync();
        var asked = Environment.GetEnvironmentVariable("PIPELINE_RECORD_HISTORIES");
        if (asked == name || asked == "all") RecordedHistory.Write(name, today);
        Decisions(today).ShouldBe(Decisions(RecordedHistory.Read(name)));
    }

    [Theory]
    [InlineData("closed-by-the-orchestration")]
    [InlineData("activity-retried")]
    [InlineData("more-at-once")]
    public void An_orchestrator_that_calls_another_activity_fails(string name) => ShouldFail(ChangedOrchestrators.AnotherActivity, name);

    [Theory]
    [InlineData("closed-by-the-orchestration")]
    [InlineData("activity-retried")]
    public void An_orchestrator_that_waits_first_fails(string name) => ShouldFail(ChangedOrchestrators.TimerFirst, name);

    [Fact]
    public void An_orchestrator_that_never_continues_as_new_decides_otherwise()
    {
        var turn = RecordedHistory.Read("continued-as-new").First(t => t.Response.Actions.Any(a => a.CompleteOrchestration is not null));
        ChangedOrchestrators.NeverContinuesAsNew.Play(turn.Request).ShouldNotBe(turn.Response);
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void An_orchestrator_that_only_waits_longer_goes_on(string name)
    {
        var last = RecordedHistory.Read(name)[^1];
        End(ChangedOrchestrators.LongerPauses.Play(last.Request)).ShouldBe(End(last.Response));
    }

    [Fact]
    public void There_is_one_history_for_each_scenario() =>
        RecordedHistory.Names().ShouldBe(Scenario.All.Select(s => s.Name), ignoreOrder: true);

    private static void ShouldFail(Orchestrator changed, string name)
    {
        var last = RecordedHistory.Read(name)[^1];
        var end = End(changed.Play(last.Request))!;
        end.OrchestrationStatus.ShouldBe(P.OrchestrationStatus.Failed);
        end.FailureDetails.ErrorType.ShouldContain("NonDeterministic");
    }

    private static P.CompleteOrchestrationAction? End(P.OrchestratorResponse response) =>
        response.Actions.Select(a => a.CompleteOrchestration).SingleOrDefault(end => end is not null);

    // When something came is the machine's affair; what was decided is the orchestrator's.
    private static IEnumerable<string> Decisions(IEnumerable<RecordedTurn> turns) =>
        turns.SelectMany(turn => turn.Response.Actions).Select(a => $"{a.OrchestratorActionTypeCase} {a.CompleteOrchestration?.OrchestrationStatus}");
}
