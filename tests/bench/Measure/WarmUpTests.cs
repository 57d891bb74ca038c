using Pipeline.Bench.Measure;

namespace Pipeline.Bench.Tests.Measure;

public sealed class WarmUpTests
{
    [Theory]
    [InlineData(new[] { 100, 100, 100, 100 }, 4)]
    [InlineData(new[] { 100, 96, 96, 96 }, 4)]
    [InlineData(new[] { 100, 120, 90, 110, 95, 90 }, 6)]
    [InlineData(new[] { 100, 100, 100, 90, 100, 90, 80, 80, 80, 80 }, 10)]
    [InlineData(new[] { 20_000, 18_000 }, 2)]
    [InlineData(new[] { 40_000, 18_000 }, 2)]
    [InlineData(new[] { 12_000, 11_000, 10_000 }, 3)]
    public void It_is_over_when_three_runs_brought_nothing_or_half_a_minute_is_over(int[] times, int runs) => RunsOf(times).ShouldBe(runs);

    [Fact]
    public void It_is_over_after_twenty() => RunsOf([.. Enumerable.Range(0, 30).Select(run => (int)(2_000 * Math.Pow(0.9, run)))]).ShouldBe(WarmUp.Most);

    private static int RunsOf(int[] milliseconds)
    {
        var warmUp = new WarmUp();
        return 1 + Array.FindIndex(milliseconds, t => warmUp.IsOverAfter(TimeSpan.FromMilliseconds(t)));
    }
}
