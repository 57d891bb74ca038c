using Pipeline.Messaging;
using Pipeline.Outbox;

namespace Pipeline.Tests.Outbox;

public sealed class LaneChoiceTests
{
    private readonly ManualTime _time = new();
    private readonly LaneChoice _lanes;

    public LaneChoiceTests() => _lanes = new(4, new(() => 0.5), _time);

    [Fact]
    public void Messages_go_to_the_lanes_in_turn_and_urgent_ones_to_their_own()
    {
        Next(8).Order().ShouldBe([0, 0, 1, 1, 2, 2, 3, 3]);
        _lanes.For(urgent: true).ShouldBe(LaneQueues.Urgent);
    }

    [Fact]
    public void A_lane_that_does_not_answer_is_passed_over_for_a_minute_and_then_for_twice_as_long()
    {
        _lanes.Unanswered(2).ShouldBe(TimeSpan.FromMinutes(1));
        Next(30).ShouldNotContain(2);
        _time.Advance(TimeSpan.FromMinutes(1));
        Next(4).ShouldContain(2);

        _lanes.Unanswered(2).ShouldBe(TimeSpan.FromMinutes(2));
        _time.Advance(TimeSpan.FromMinutes(1));
        Next(30).ShouldNotContain(2);
        for (var again = 0; again < 9; again++) _lanes.Unanswered(2);
        _lanes.Unanswered(2).ShouldBe(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void A_lane_that_answers_again_is_as_any_other()
    {
        _lanes.Unanswered(2);
        _lanes.Unanswered(2);
        _lanes.Answered(2);
        Next(4).ShouldContain(2);
        _lanes.Unanswered(2).ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Urgent_messages_take_the_other_lanes_while_their_own_does_not_answer()
    {
        _lanes.Unanswered(LaneQueues.Urgent);
        Enumerable.Range(0, 4).Select(_ => _lanes.For(urgent: true)).Order().ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public void Where_no_lane_answers_it_is_the_broker_and_none_is_passed_over()
    {
        foreach (var lane in (int[])[0, 1, 2, 3, LaneQueues.Urgent]) _lanes.Unanswered(lane);
        Next(4).Order().ShouldBe([0, 1, 2, 3]);
        _lanes.For(urgent: true).ShouldBe(LaneQueues.Urgent);
    }

    private int[] Next(int count) => [.. Enumerable.Range(0, count).Select(_ => _lanes.For(urgent: false))];
}
