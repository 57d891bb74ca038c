using Pipeline.Recovery;

namespace Pipeline.Tests.Recovery;

public sealed class LaneEvidenceTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private static DateTime? Ago(int? seconds) => seconds is { } s ? Now.AddSeconds(-s) : null;

    [Theory]
    [InlineData(0, null, null, 0)] // empty, and nobody runs anything: all is gone
    [InlineData(null, null, null, 0)] // no queue
    [InlineData(0, 10, 300, 300)] // empty, but a host may hold what came after the running one
    [InlineData(5, null, null, null)] // a backlog that nobody has touched says nothing
    [InlineData(5, 60, null, 60)] // the lane is past what was published a minute ago
    [InlineData(5, 60, 300, 300)]
    [InlineData(5, 300, 60, 300)]
    public void Cutoff_is_what_the_lane_is_certainly_past(int? waiting, int? claimed, int? running, int? cutoff) =>
        LaneEvidence.Cutoff(Now, (uint?)waiting, [null, Ago(claimed)], [Ago(running), null]).ShouldBe(Ago(cutoff));

    [Fact]
    public void Of_many_workers_the_slowest_run_and_the_newest_claim_count() =>
        LaneEvidence.Cutoff(Now, 7, [Ago(10), Ago(20)], [Ago(500), Ago(400)]).ShouldBe(Ago(500));

    [Theory]
    [InlineData(5, -3600, null, null)] // claimed before the clock was set back
    [InlineData(0, null, -3600, int.MaxValue)] // and what runs since: others may lie behind it
    public void What_lies_ahead_of_the_clock_is_no_position(int waiting, int? claimed, int? running, int? cutoff) =>
        LaneEvidence.Cutoff(Now, (uint)waiting, [Ago(claimed)], [Ago(running)]).ShouldBe(cutoff == int.MaxValue ? DateTime.MinValue : Ago(cutoff));

    [Theory]
    [InlineData(1u, 60, true)] // it has a consumer, and brought nothing for a minute
    [InlineData(1u, 10, false)]
    [InlineData(0u, 60, false)] // a backlog without a consumer: nobody is there to hold anything
    [InlineData(1u, -3600, true)] // served before the clock was set back
    public void A_lane_is_mute_that_has_consumers_and_brings_nothing(uint consumers, int served, bool mute) =>
        LaneEvidence.IsMute(Now, consumers, [Ago(served)!.Value], TimeSpan.FromSeconds(30)).ShouldBe(mute);

    [Fact]
    public void A_mute_lane_is_past_all_that_it_holds_but_for_what_runs()
    {
        LaneEvidence.Cutoff(Now, 5, isMute: true, [null], [null]).ShouldBe(Now);
        LaneEvidence.Cutoff(Now, 5, isMute: true, [null], [Ago(60)]).ShouldBe(Ago(60));
    }
}
