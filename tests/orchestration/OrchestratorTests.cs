using Pipeline.Flows;
using Pipeline.Functions.Flows;
using P = Microsoft.DurableTask.Protobuf;

namespace Pipeline.Orchestration.Tests;

/// <summary>What an orchestration does, and how little of it.</summary>
public sealed class OrchestratorTests
{
    private static readonly FlowState Members =
        new(FlowStage.Members, null, IsStopping: false, More: false, Remaining: TimeSpan.FromDays(7));
    private static readonly FlowState Succeeded = new(FlowStage.Done, FlowResult.Succeeded, IsStopping: false, More: false);

    [Fact]
    public void A_flow_that_ended_before_its_orchestration_started_takes_one_turn_and_no_activity()
    {
        var instance = Start(Succeeded, () => throw new InvalidOperationException());
        Ended(instance, FlowResult.Succeeded);
        (instance.Turns, instance.Checks).ShouldBe((1, 0));
    }

    [Fact]
    public void A_flow_that_ends_by_its_committing_process_takes_two_turns_and_no_activity()
    {
        var instance = Start(Members, () => throw new InvalidOperationException());
        instance.Raise(Succeeded);
        Ended(instance.Run(), FlowResult.Succeeded);
        (instance.Turns, instance.Checks).ShouldBe((2, 0));
    }

    [Fact]
    public void An_event_that_came_before_the_first_turn_ends_it_in_that_turn()
    {
        var instance = new TestInstance(new FlowWatch(Members), () => throw new InvalidOperationException());
        instance.Raise(Succeeded);
        Ended(instance.Run(), FlowResult.Succeeded);
        instance.Turns.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_flow_in_which_something_is_to_be_done_is_checked_at_once(bool atStart)
    {
        var due = Members with { More = true };
        var instance = Start(atStart ? due : Members, () => Succeeded);
        if (!atStart) instance.Raise(due);
        Ended(instance.Run(), FlowResult.Succeeded);
        instance.Checks.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_a_state_it_is_checked_at_once(bool atStart)
    {
        var instance = Start(atStart ? null : Members, () => Succeeded);
        if (!atStart) instance.Raise(null);
        Ended(instance.Run(), FlowResult.Succeeded);
        instance.Checks.ShouldBe(1);
    }

    [Fact]
    public void A_flow_whose_wakes_are_all_lost_is_checked_with_growing_pauses()
    {
        var instance = Start(Members, () => Members);
        while (instance.Checks < 60) instance.Fire();
        instance.Waits[..4].ShouldBe([Seconds(15), Seconds(30), Seconds(60), Seconds(120)]);
        instance.Waits[^1].ShouldBe(TimeSpan.FromHours(6));
    }

    [Fact]
    public void Its_history_is_bounded()
    {
        var instance = Start(Members, () => Members with { IsStopping = true });
        while (instance.Checks < 500) instance.Fire();
        instance.LongestHistory.ShouldBeLessThan(200);
        instance.ContinuedAsNew.ShouldBeGreaterThan(20);
        instance.Raise(Succeeded);
        Ended(instance.Run(), FlowResult.Succeeded);
    }

    [Fact]
    public void Its_history_is_bounded_when_it_is_woken_again_and_again()
    {
        var instance = Start(Members, () => Members);
        for (var i = 0; i < 500; i++)
        {
            instance.Raise(i % 2 == 0 ? Members with { More = true } : Members);
            instance.Run();
        }
        instance.LongestHistory.ShouldBeLessThan(200);
        instance.Raise(Succeeded);
        Ended(instance.Run(), FlowResult.Succeeded);
    }

    [Fact]
    public void An_event_that_comes_with_a_timer_is_not_lost_when_it_continues_as_new()
    {
        for (var at = 1; at < 50; at++)
        {
            var instance = Start(Members, () => Members);
            for (var i = 0; i < at; i++) instance.Fire();
            instance.Raise(Succeeded);
            Ended(instance.Fire(), FlowResult.Succeeded);
        }
    }

    [Fact]
    public void It_checks_every_two_seconds_only_while_jobs_of_a_flow_that_stops_may_run()
    {
        var state = Members with { IsStopping = true };
        var instance = Start(state, () => state);
        for (var i = 0; i < 50; i++) instance.Fire();
        instance.Waits.ShouldAllBe(wait => wait == Seconds(2));

        state = new(FlowStage.OnError, null, IsStopping: false, More: false);
        instance = Start(state, () => state);
        for (var i = 0; i < 50; i++) instance.Fire();
        instance.Waits.ShouldAllBe(wait => wait >= Seconds(15));
        instance.Now.ShouldBeGreaterThan(new DateTime(2026, 1, 10, 0, 0, 0, DateTimeKind.Utc), "fifty checks last for days");
    }

    [Fact]
    public void It_checks_when_the_next_time_limit_is_over()
    {
        var instance = Start(Members with { Remaining = Seconds(5) }, () => new(FlowStage.Done, FlowResult.Expired, false, false));
        instance.Fire();
        instance.Waits.ShouldBe([Seconds(6)]);
        Ended(instance, FlowResult.Expired);
    }

    [Fact]
    public void A_flow_that_is_gone_ends_it() => Start(null, () => null).End!.OrchestrationStatus.ShouldBe(P.OrchestrationStatus.Completed);

    private static TestInstance Start(FlowState? state, Func<FlowState?> check) => new TestInstance(new FlowWatch(state), check).Run();

    private static void Ended(TestInstance instance, FlowResult result) =>
        (instance.End!.OrchestrationStatus, instance.Result).ShouldBe((P.OrchestrationStatus.Completed, result), instance.End.ToString());

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
