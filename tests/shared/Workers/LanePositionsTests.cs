using Pipeline.Workers;

namespace Pipeline.Tests.Workers;

public sealed class LanePositionsTests
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly LanePositions _lanes = new(2);

    [Fact]
    public void Of_a_lane_that_brought_nothing_nothing_is_known()
    {
        using (_lanes.Run(0, Noon))
        {
            _lanes.Read().Claimed.ShouldBe([Noon, null]);
            _lanes.Read().Running.ShouldBe([Noon, null]);
        }
    }

    [Fact]
    public void What_ended_no_longer_runs_and_stays_claimed()
    {
        _lanes.Run(1, Noon).Dispose();
        _lanes.Read().Claimed.ShouldBe([null, Noon]);
        _lanes.Read().Running.ShouldBe([null, null]);
    }

    [Fact]
    public void The_newest_claim_and_the_oldest_run_count_in_any_order()
    {
        using var middle = _lanes.Run(0, Noon);
        var old = _lanes.Run(0, Noon.AddMinutes(-1));
        using var young = _lanes.Run(0, Noon.AddMinutes(1));
        _lanes.Read().Claimed[0].ShouldBe(Noon.AddMinutes(1));
        _lanes.Read().Running[0].ShouldBe(Noon.AddMinutes(-1));
        old.Dispose();
        _lanes.Read().Running[0].ShouldBe(Noon);
    }

    [Fact]
    public void Of_two_published_at_the_same_moment_each_counts()
    {
        using var first = _lanes.Run(0, Noon);
        _lanes.Run(0, Noon).Dispose();
        _lanes.Read().Running[0].ShouldBe(Noon);
    }
}
