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
}
